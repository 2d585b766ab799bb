using System.Text.RegularExpressions;
using Lab.TartStandIn.CommandLine;

namespace Lab.TartStandIn.Home;

/// <summary>Where the machines live: <c>vms/NAME/…</c>, <c>cache/</c>, <c>running/</c> and <c>tmp/</c>.</summary>
/// <remarks>By default not in Tart's own <c>~/.tart</c>: a stand-in must not come near the user's virtual machines.</remarks>
internal sealed partial class TartHome
{
    private TartHome(string path)
    {
        Path = path;
        Directory.CreateDirectory(Vms);
        Directory.CreateDirectory(Staging);
        Directory.CreateDirectory(Cache);
        Directory.CreateDirectory(Running);
    }

    public string Path { get; }

    /// <summary>What was made once and is used again.</summary>
    public string Cache => System.IO.Path.Combine(Path, "cache");

    /// <summary>A file for each machine that has processes of its own, held by its <c>run</c> for as long as that lives.</summary>
    public string Running => System.IO.Path.Combine(Path, "running");

    /// <summary>Where files are made before they are moved to their place.</summary>
    public string Staging => System.IO.Path.Combine(Path, "tmp");

    private string Vms => System.IO.Path.Combine(Path, "vms");

    public static TartHome FromEnvironment() => new(Environment.GetEnvironmentVariable("TART_HOME") is { Length: > 0 } given
        ? System.IO.Path.GetFullPath(given)
        : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".tart-stand-in"));

    /// <summary>Whether a name may become a directory's: nothing that leads elsewhere, and nothing that reads as an option.</summary>
    public static bool IsLocalName(string name) => LocalName().IsMatch(name);

    public HomeLock Lock() => HomeLock.Take(Path);

    public VmDirectory? Find(string name)
    {
        var directory = new VmDirectory(System.IO.Path.Combine(Vms, name));
        return IsLocalName(name) && directory.Exists ? directory : null;
    }

    /// <exception cref="RefusedException">There is none.</exception>
    public VmDirectory Open(string name) => Find(name) ?? throw RefusedException.Missing(name);

    public IEnumerable<VmDirectory> All() =>
        Directory.EnumerateDirectories(Vms).Order(StringComparer.Ordinal).Select(d => new VmDirectory(d)).Where(v => v.IsComplete);

    /// <summary>Puts a new machine under a name, in one move. Like Tart's clone it silently replaces a machine of that name, even a running one.</summary>
    public void Place(string name, VmConfig config, long diskBytes)
    {
        var target = new VmDirectory(System.IO.Path.Combine(Vms, name));
        if (target.Exists)
        {
            target.RequireOwn();
        }

        var staged = new VmDirectory(Directory.CreateDirectory(System.IO.Path.Combine(Staging, Guid.NewGuid().ToString("N"))).FullName);
        staged.Fill(config, diskBytes);
        if (target.Exists)
        {
            Directory.Move(target.Path, System.IO.Path.Combine(staged.Path, "replaced"));
            Directory.Move(staged.Path, target.Path);
            Directory.Delete(System.IO.Path.Combine(target.Path, "replaced"), recursive: true);
        }
        else
        {
            Directory.Move(staged.Path, target.Path);
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\z")]
    private static partial Regex LocalName();
}
