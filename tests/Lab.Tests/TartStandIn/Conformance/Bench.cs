using System.Text.Json;
using Lab.Shell;

namespace Lab.Tests.TartStandIn.Conformance;

/// <summary>A TART_HOME of its own on which a subject is tried, cleared away afterwards together with what still runs in it.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly List<BackgroundProcess> _running = [];
    private readonly List<int> _kept = [];
    private readonly CommandRunner _runner = new(TimeProvider.System);
    private readonly Dictionary<string, string?> _environment;
    private readonly string _root = Directory.CreateTempSubdirectory("lab-tart-").FullName;

    private Bench(SubjectFacts facts, string folder)
    {
        Facts = facts;
        Home = Path.Combine(_root, folder);
        Directory.CreateDirectory(Home);
        _environment = new Dictionary<string, string?>(facts.Environment) { ["TART_HOME"] = Home };
    }

    public SubjectFacts Facts { get; }

    public string Home { get; }

    /// <summary>What every call gets.</summary>
    public IDictionary<string, string?> Environment => _environment;

    /// <param name="subject">What is tried.</param>
    /// <param name="folder">Where TART_HOME lies under a directory made for it.</param>
    public static async Task<Bench> Of(Subject subject, string folder = "")
    {
        var bench = new Bench(await SubjectFacts.Of(subject), folder);
        if (!bench.Facts.IsStandIn)
        {
            await bench.Do("create", "--linux", "--disk-size", "1", bench.Facts.Image);
        }

        return bench;
    }

    public static IReadOnlyList<string> Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public Task<CommandResult> Call(params IReadOnlyList<string> arguments) => Call(TimeSpan.FromSeconds(120), arguments);

    public Task<CommandResult> Call(TimeSpan limit, params IReadOnlyList<string> arguments) => _runner.Run(
        new Command(Facts.Executable, arguments) { Environment = _environment, Timeout = limit },
        TestContext.Current.CancellationToken);

    /// <summary>Calls it and expects success.</summary>
    public async Task<string> Do(params IReadOnlyList<string> arguments)
    {
        var result = await Call(arguments);
        Assert.True(result.Succeeded, $"{string.Join(' ', arguments)}: {result.End} {result.ExitCode} {result.Error}");
        return result.Output;
    }

    public async Task Clone(params string[] names)
    {
        foreach (var name in names)
        {
            Assert.Equal("", await Do("clone", Facts.Image, name));
        }
    }

    /// <summary>Calls <c>run</c> in the background.</summary>
    public BackgroundProcess Run(params IReadOnlyList<string> arguments)
    {
        var file = Path.Combine(Home, $"{Guid.NewGuid():N}");
        var process = BackgroundProcess.Start(new Command(Facts.Executable, ["run", .. arguments]) { Environment = _environment }, $"{file}.out", $"{file}.err");
        _running.Add(process);
        return process;
    }

    /// <summary>Ends a run that was started elsewhere with the others.</summary>
    public void Keep(int id) => _kept.Add(id);

    /// <summary>A machine that answers; one without an agent need only run.</summary>
    public async Task<BackgroundProcess> RunReady(string name, params string[] flags)
    {
        var process = Run(["--no-graphics", .. flags, name]);
        await Eventually.Holds(
            async () =>
            {
                Assert.False(process.Exited.IsCompleted, $"{name} ended before it was ready: {Said(process.ErrorFile)}");
                return Facts.Guest == GuestKind.Absent ? (await States())[name] == "running" : (await Call("exec", name, "true")).Succeeded;
            },
            $"{name} is ready");
        return process;
    }

    public async Task<BackgroundProcess> CloneAndRun(string name)
    {
        await Clone(name);
        return await RunReady(name);
    }

    /// <summary>The machines, without the image that a subject may list among them.</summary>
    public async Task<IReadOnlyDictionary<string, string>> States()
    {
        using var json = JsonDocument.Parse(await Do("list", "--source", "local", "--format", "json"));
        return json.RootElement.EnumerateArray()
            .ToDictionary(v => v.GetProperty("Name").GetString()!, v => v.GetProperty("State").GetString()!)
            .Where(v => v.Key != Facts.Image)
            .ToDictionary();
    }

    public string FileOf(string name, string file) => Path.Combine(Home, "vms", name, file);

    /// <summary>What a file holds so far, whoever has it open.</summary>
    public static string Said(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The processes that carry this TART_HOME in their environment: the subject's calls and all that they started. Linux only.</summary>
    public IReadOnlyList<string> Processes()
    {
        var mark = $"TART_HOME={Home}";
        return OperatingSystem.IsLinux() ? [.. Directory.EnumerateDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), out _) && Has(d)).Select(Describe)] : [];

        bool Has(string directory) => Read($"{directory}/environ").Split('\0').Contains(mark);

        string Describe(string directory) => $"{Path.GetFileName(directory)}: {Read($"{directory}/cmdline").Replace('\0', ' ').Trim()}";
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _running)
        {
            process.Signal(PosixSignal.Kill);
            await process.Exited;
        }

        foreach (var id in _kept.Where(Lab.Shell.Processes.IsRunning))
        {
            Lab.Shell.Processes.Signal(id, PosixSignal.Kill);
            await Eventually.Holds(() => !Lab.Shell.Processes.IsRunning(id), $"{id} is gone");
        }

        // What a killed run left behind the next call clears away, unless another one is at it.
        await Eventually.Holds(async () => (_running.Count + _kept.Count == 0 || await Sweeps()) && Processes().Count == 0, () => $"nothing is left of {Home}: {string.Join("; ", Processes())}");
        Directory.Delete(_root, recursive: true);
    }

    private async Task<bool> Sweeps() =>
        (await _runner.Run(new Command(Facts.Executable, "list") { Environment = _environment, Timeout = TimeSpan.FromSeconds(40) }, CancellationToken.None)).Succeeded;

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or is another user's.
            return "";
        }
    }
}
