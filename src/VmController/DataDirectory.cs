namespace Lab.VmController;

/// <summary>The controller's part of the lab's data directory (<c>Lab:DataDirectory</c>).</summary>
internal sealed class DataDirectory
{
    public DataDirectory(IConfiguration configuration)
    {
        var root = configuration["Lab:DataDirectory"] is { Length: > 0 } given
            ? Path.GetFullPath(given)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "lab");
        Root = Path.Combine(root, "vm-controller");
        Directory.CreateDirectory(Machines);
    }

    public string Root { get; }

    /// <summary>TART_HOME of a stand-in.</summary>
    public string StandInHome => Path.Combine(Root, "stand-in");

    private string Machines => Path.Combine(Root, "machines");

    /// <summary>The outputs and the process id of one machine.</summary>
    public string Of(string name) => Path.Combine(Machines, name);

    /// <summary>The names that have files here.</summary>
    public IReadOnlyList<string> Names() => [.. Directory.EnumerateDirectories(Machines).Select(d => Path.GetFileName(d)).Where(LabNames.IsValid)];

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
}
