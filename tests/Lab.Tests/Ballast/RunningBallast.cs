using Lab.Ballast;
using Lab.Shell;

namespace Lab.Tests.Ballast;

/// <summary>The real executable, with its outputs in files of its own.</summary>
internal sealed class RunningBallast : IAsyncDisposable
{
    private readonly string _directory;
    private readonly BackgroundProcess _process;

    private RunningBallast(string directory, BackgroundProcess process)
    {
        _directory = directory;
        _process = process;
    }

    public static string Executable { get; } = Path.Combine(AppContext.BaseDirectory, "Lab.Ballast");

    public int Id => _process.Id;

    public Task<int?> Exited => _process.Exited.WaitAsync(TimeSpan.FromSeconds(20));

    public IReadOnlyList<Figures> Said => [.. Text(_process.OutputFile).Split('\n')[..^1].Select(l => Figures.Parse(l)!)];

    public string Error => Text(_process.ErrorFile);

    public static RunningBallast Start(params string[] arguments)
    {
        var directory = Directory.CreateTempSubdirectory("lab-ballast-").FullName;
        return new RunningBallast(directory, BackgroundProcess.Start(new Command(Executable, arguments), Path.Combine(directory, "out"), Path.Combine(directory, "err")));
    }

    public void Signal(PosixSignal signal) => _process.Signal(signal);

    public async ValueTask DisposeAsync()
    {
        _process.Signal(PosixSignal.Kill);
        await _process.Exited;
        Directory.Delete(_directory, recursive: true);
    }

    private static string Text(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}
