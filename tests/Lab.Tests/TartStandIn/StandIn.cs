using System.Text.Json;
using Lab.Shell;

namespace Lab.Tests.TartStandIn;

/// <summary>The real executable, with a TART_HOME of its own that is cleared away afterwards together with what still runs in it.</summary>
internal sealed class StandIn : IAsyncDisposable
{
    private readonly List<BackgroundProcess> _running = [];
    private readonly CommandRunner _runner = new(TimeProvider.System);

    public static string Executable { get; } = Path.Combine(AppContext.BaseDirectory, "Lab.TartStandIn");

    public string Home { get; } = Directory.CreateTempSubdirectory("lab-standin-").FullName;

    public Task<CommandResult> Call(params string[] arguments) => _runner.Run(
        new Command(Executable, arguments) { Environment = Environment, Timeout = TimeSpan.FromSeconds(40) },
        TestContext.Current.CancellationToken);

    /// <summary>Calls it and expects success.</summary>
    public async Task<string> Do(params string[] arguments)
    {
        var result = await Call(arguments);
        Assert.True(result.Succeeded, $"{string.Join(' ', arguments)}: {result.ExitCode} {result.Error}");
        return result.Output;
    }

    /// <summary>Starts a machine in the background.</summary>
    public BackgroundProcess Run(params string[] arguments)
    {
        var file = Path.Combine(Home, $"{Guid.NewGuid():N}");
        var process = BackgroundProcess.Start(new Command(Executable, ["run", .. arguments]) { Environment = Environment }, $"{file}.out", $"{file}.err");
        _running.Add(process);
        return process;
    }

    /// <summary>A machine that has taken its memory.</summary>
    public async Task<BackgroundProcess> RunReady(string name)
    {
        var process = Run("--no-graphics", name);
        await Eventually.Holds(async () => (await Call("exec", name, "true")).Succeeded, $"{name} answers");
        return process;
    }

    public async Task<IReadOnlyDictionary<string, string>> States()
    {
        using var json = JsonDocument.Parse(await Do("list", "--format", "json"));
        return json.RootElement.EnumerateArray().ToDictionary(v => v.GetProperty("Name").GetString()!, v => v.GetProperty("State").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _running)
        {
            process.Signal(PosixSignal.Kill);
            await process.Exited;
        }

        // A sweep: where nobody asked the kernel to end it with its run, a guest would outlive its home.
        await _runner.Run(new Command(Executable, "list") { Environment = Environment, Timeout = TimeSpan.FromSeconds(40) }, CancellationToken.None);
        Directory.Delete(Home, recursive: true);
    }

    /// <summary>Variables on top of the process's own.</summary>
    public Dictionary<string, string?> Variables { get; } = [];

    private Dictionary<string, string?> Environment => new(Variables) { ["TART_HOME"] = Home };
}
