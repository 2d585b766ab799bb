using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using Lab.Shell;
using Lab.Tests.Support;

namespace Lab.Tests.AppHost;

/// <summary>AppHost as a process of its own, with a port and a data directory that no other test has.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ServiceProcess _process;

    private RunningHost(string[] arguments, IReadOnlyDictionary<string, string?> environment)
    {
        Port = FreePort.Next();
        Data = Path.Combine(Path.GetTempPath(), $"lab-host-{Guid.NewGuid():N}");
        var dotnet = Path.GetFullPath("../../../dotnet", RuntimeEnvironment.GetRuntimeDirectory());
        _process = ServiceProcess.Start(
            new Command(dotnet, [Assembly, "--port", $"{Port}", "--data", Data, .. arguments]) { Environment = environment },
            _lines.Enqueue);
    }

    public int Port { get; }

    public string Data { get; }

    public string Text => string.Join('\n', _lines);

    public Task<int> Exited => _process.Exited;

    private static string Root { get; } = FindRoot();

    private static string Assembly { get; } = Path.Combine(
        Root, "AppHost", "bin", Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/')))!, "net10.0", "Lab.AppHost.dll");

    /// <summary>Starts it with settings as environment variables; skips where AppHost was built for Aspire.</summary>
    public static RunningHost Start(string[] arguments, params (string Name, string Value)[] settings)
    {
        Assert.SkipUnless(File.Exists(Path.Combine(Path.GetDirectoryName(Assembly)!, "Lab.LocalHosting.dll")), "AppHost was built for Aspire.");
        return new RunningHost(arguments, settings.ToDictionary(s => s.Name, s => (string?)s.Value));
    }

    /// <summary>Waits until it has said something.</summary>
    public async Task Says(string text)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        while (!Text.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(deadline.IsCancellationRequested || Exited.IsCompleted, $"It never said '{text}', but:\n{Text}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public Task<int> Ends() => Exited.WaitAsync(Patience, TestContext.Current.CancellationToken);

    public void Signal(Lab.Shell.PosixSignal signal) => _process.Signal(signal);

    /// <summary>The services that run, by their name, with their environment; what marks them is the data directory.</summary>
    public IReadOnlyList<Service> Services()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks into /proc.");
        return [.. Directory.EnumerateDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && id != _process.Id)
            .Select(Service.Look)
            .OfType<Service>()
            .Where(s => s.Environment.GetValueOrDefault("Lab__DataDirectory") == Data)];
    }

    /// <summary>Waits until no service is left.</summary>
    public async Task LeavesNothing()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        while (Services() is { Count: > 0 } left)
        {
            Assert.False(deadline.IsCancellationRequested, $"Left running: {string.Join(", ", left.Select(s => s.Name))}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!Exited.IsCompleted)
        {
            _process.Kill();
            await Exited;
        }

        _process.Dispose();
        if (Directory.Exists(Data))
        {
            Directory.Delete(Data, recursive: true);
        }
    }

    private static string FindRoot()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Lab.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return directory;
    }

    internal sealed record Service(int Id, IReadOnlyDictionary<string, string> Environment)
    {
        public string Name => Environment.GetValueOrDefault("OTEL_SERVICE_NAME") ?? "?";

        public static Service? Look(int id)
        {
            try
            {
                var variables = File.ReadAllText($"/proc/{id}/environ").Split('\0', StringSplitOptions.RemoveEmptyEntries)
                    .Select(v => v.Split('=', 2))
                    .Where(v => v.Length == 2)
                    .DistinctBy(v => v[0])
                    .ToDictionary(v => v[0], v => v[1]);
                return new Service(id, variables);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
