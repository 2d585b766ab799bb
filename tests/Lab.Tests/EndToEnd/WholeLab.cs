using System.Net.Http.Json;
using System.Text.Json;
using Lab.Contracts;
using Lab.Shell;
using Lab.Tests.Support;

namespace Lab.Tests.EndToEnd;

/// <summary>The whole lab as a user starts it: the AppHost's process with every service, on ports and in a data directory of its own.</summary>
public sealed class WholeLab : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly ServiceProcess _host;
    private readonly List<string> _log = [];

    private WholeLab(int port, string data)
    {
        Port = port;
        Data = data;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) };
        _host = ServiceProcess.Start(new Command("dotnet", AppHost, "--port", $"{port}", "--data", data), line =>
        {
            lock (_log)
            {
                _log.Add(line);
            }
        });
    }

    public int Port { get; }

    public string Data { get; }

    public HttpClient Http { get; }

    public int HostId => _host.Id;

    public string Log
    {
        get
        {
            lock (_log)
            {
                return string.Join(Environment.NewLine, _log);
            }
        }
    }

    /// <summary>The AppHost built beside these tests.</summary>
    private static string AppHost
    {
        get
        {
            var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            var path = Path.Combine(Repository.Root, "AppHost", "bin", configuration, "net10.0", "Lab.AppHost.dll");
            return File.Exists(path) ? path : throw new FileNotFoundException("Build the AppHost first: dotnet build.", path);
        }
    }

    /// <summary>A directory for a lab's data; it goes when the tests have ended.</summary>
    public static string NewDataDirectory()
    {
        var directory = Directory.CreateTempSubdirectory("lab-test-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(directory, recursive: true);
        return directory;
    }

    /// <summary>Starts a lab and waits until its coordinator is healthy.</summary>
    public static async Task<WholeLab> Start(string data, int? port = null)
    {
        var lab = new WholeLab(port ?? FreePort.Next(), data);
        await Until(async () => lab._host.Exited.IsCompleted ? throw new InvalidOperationException(lab.Log) : await lab.IsHealthy(), StartLimit, () => $"The lab was not healthy in time:\n{lab.Log}");
        return lab;
    }

    /// <summary>Whether the coordinator answers and is ready.</summary>
    public async Task<bool> IsHealthy()
    {
        try
        {
            return (await Http.GetAsync("/health")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Asks for a run.</summary>
    public async Task<RunView> Run(string experiment, long seed, object? overrides = null)
    {
        using var response = await Http.PostAsJsonAsync("/api/runs", new { experiment, seed, overrides }, LabJson.Options);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<RunView>(LabJson.Options))!;
    }

    /// <summary>Waits until a run has ended.</summary>
    public async Task<RunView> End(string runId, TimeSpan limit)
    {
        RunView? run = null;
        await Until(
            async () => (run = await Get<RunView>($"/api/runs/{runId}")).EndedAt is not null,
            limit,
            () => $"The run did not end in time: {JsonSerializer.Serialize(run, LabJson.Options)}\n{Log}");
        return run!;
    }

    public async Task<T> Get<T>(string path)
    {
        using var response = await Http.GetAsync(path);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}\n{Log}");
        return (await response.Content.ReadFromJsonAsync<T>(LabJson.Options))!;
    }

    /// <summary>Stops the lab as Ctrl+C does.</summary>
    public async Task<int> Stop()
    {
        _host.Signal(PosixSignal.Terminate);
        return await _host.Exited.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Every process below the lab's host, by the system's own list.</summary>
    public async Task<IReadOnlyList<(int Id, string CommandLine)>> Children()
    {
        var all = await new CommandRunner(TimeProvider.System).Run(new Command("ps", "-Ao", "pid=,ppid=,command="), CancellationToken.None);
        var rows = all.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(p => p.Length == 3)
            .Select(p => (Id: int.Parse(p[0]), Parent: int.Parse(p[1]), CommandLine: p[2])).ToList();
        var found = new List<(int Id, string CommandLine)>();
        var parents = new Queue<int>([HostId]);
        while (parents.TryDequeue(out var parent))
        {
            foreach (var row in rows.Where(r => r.Parent == parent))
            {
                found.Add((row.Id, row.CommandLine));
                parents.Enqueue(row.Id);
            }
        }

        return found;
    }

    /// <summary>Polls for a condition until a deadline.</summary>
    public static async Task Until(Func<Task<bool>> condition, TimeSpan limit, Func<string> otherwise)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var deadline = TimeProvider.System.GetUtcNow() + limit;
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetUtcNow() < deadline, otherwise());
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_host.Exited.IsCompleted)
        {
            _host.Signal(PosixSignal.Terminate);
            if (await Task.WhenAny(_host.Exited, Task.Delay(TimeSpan.FromSeconds(30), TimeProvider.System, CancellationToken.None)) != _host.Exited)
            {
                _host.Kill();
            }
        }

        _host.Dispose();
    }
}
