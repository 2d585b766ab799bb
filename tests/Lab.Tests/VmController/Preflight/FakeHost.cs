using Lab.Shell;
using Lab.VmController.Preflight.Host;

namespace Lab.Tests.VmController.Preflight;

/// <summary>A host that says what a test wants it to.</summary>
internal sealed class FakeHost : ILocalHost
{
    private readonly Dictionary<string, CommandResult> _answers = [];

    public bool IsMac { get; init; }

    public bool IsRoot { get; init; }

    public string User { get; init; } = "developer";

    public long Free { get; init; } = 500_000_000_000;

    public Dictionary<string, string> Executables { get; } = [];

    public Dictionary<string, string> Files { get; } = [];

    public Dictionary<string, IReadOnlyList<string>> Directories { get; } = [];

    public List<int> Ports { get; } = [];

    public List<string> Asked { get; } = [];

    public static FakeHost Mac(string user = "developer", long free = 500_000_000_000) => new() { IsMac = true, User = user, Free = free };

    /// <summary>What a command line of the system prints.</summary>
    public FakeHost Says(string line, string output, int code = 0, string error = "")
    {
        _answers[line] = new CommandResult(CommandEnd.Exited, code, output, error, TimeSpan.Zero);
        return this;
    }

    public Task<CommandResult> Ask(string executable, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var line = string.Join(' ', arguments.Prepend(executable));
        Asked.Add(line);
        return Task.FromResult(_answers.GetValueOrDefault(line) ?? new CommandResult(CommandEnd.NotStarted, null, "", $"no such executable: {executable}", TimeSpan.Zero));
    }

    public string? OnPath(string executable) => Executables.GetValueOrDefault(executable);

    public bool Exists(string path) => Files.ContainsKey(path);

    public string Read(string path) => Files.GetValueOrDefault(path) ?? throw new FileNotFoundException($"no such file: {path}");

    public IReadOnlyList<string> Names(string directory) => Directories.GetValueOrDefault(directory) ?? throw new DirectoryNotFoundException(directory);

    public IReadOnlyList<int> Listening() => Ports;

    public long FreeBytes(string path) => Free;
}
