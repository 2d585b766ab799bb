using Lab.Shell;
using Lab.VmController.Backends;

namespace Lab.VmController.Preflight.Host;

/// <summary>The host that this process runs on.</summary>
internal sealed class LocalHost(ICommandRunner runner) : ILocalHost
{
    private static readonly TimeSpan Question = TimeSpan.FromSeconds(5);

    public bool IsMac => OperatingSystem.IsMacOS();

    public bool IsRoot => Environment.IsPrivilegedProcess;

    public string User => Environment.UserName;

    public Task<CommandResult> Ask(CancellationToken cancellation, string executable, params string[] arguments) =>
        runner.Run(new Command(executable, arguments) { Timeout = Question, Environment = new Dictionary<string, string?> { ["LC_ALL"] = "C" } }, cancellation);

    public string? OnPath(string executable) => BackendChoice.OnPath(executable);

    public bool Exists(string path) => Path.Exists(path);

    public string Read(string path) => File.ReadAllText(path);

    public IReadOnlyList<string> Names(string directory) => [.. Directory.EnumerateFileSystemEntries(directory).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal)];

    public long FreeBytes(string path)
    {
        var there = Path.GetFullPath(path);
        while (!Path.Exists(there) && Path.GetDirectoryName(there) is { } above)
        {
            there = above;
        }

        return new DriveInfo(there).AvailableFreeSpace;
    }
}
