using Lab.Shell;
using Lab.VmController.Tart;
using Microsoft.Extensions.Options;

namespace Lab.VmController.Ballast;

/// <summary>Where ballasts keep their outputs and their process ids, and the executable that they are.</summary>
internal sealed class BallastFiles(DataDirectory data, IOptions<VmControllerOptions> options)
{
    private string Root => Path.Combine(data.Root, "ballasts");

    public RunProcess Launch(BallastEntry entry) => RunProcess.Launch(
        new Command(
            options.Value.BallastPath is { Length: > 0 } given ? given : Path.Combine(AppContext.BaseDirectory, "Lab.Ballast"),
            "--memory-mib", FormattableString.Invariant($"{entry.Spec.MemoryMiB}"),
            "--cores", entry.Spec.Cores.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture),
            "--parent", FormattableString.Invariant($"{Environment.ProcessId}")),
        Of(entry.Name));

    /// <summary>What an earlier life left, with its process where that is known.</summary>
    public Dictionary<string, RunProcess?> Leftovers() => Directory.Exists(Root)
        ? Directory.EnumerateDirectories(Root).Select(d => Path.GetFileName(d)).Where(BallastRules.IsName).ToDictionary(n => n, n => RunProcess.Recorded(Of(n)))
        : [];

    public void Forget(string name)
    {
        try
        {
            Directory.Delete(Of(name), recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // It never came so far.
        }
    }

    private string Of(string name) => Path.Combine(Root, name);
}
