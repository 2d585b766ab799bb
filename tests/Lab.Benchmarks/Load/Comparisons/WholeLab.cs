using System.Diagnostics;
using System.Text.Json;
using Lab.Shell;
using Lab.State;

namespace Lab.Benchmarks.Load.Comparisons;

/// <summary>A store and a load-generator as processes of their own, as the lab runs them.</summary>
internal sealed class WholeLab : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("lab-load-store-");
    private readonly List<ServiceProcess> _processes = [];
    private readonly HttpClient _http = new();
    private readonly int _storePort = EventServer.FreePort();

    public string Store => $"127.0.0.1:{_storePort}";

    public static async Task<WholeLab> Start()
    {
        var lab = new WholeLab();
        lab.Add(typeof(EmbeddedStore.Program).Assembly.Location, "--urls", "http://127.0.0.1:0", "--Store:Port", Bench.Text(lab._storePort), "--Lab:DataDirectory", lab._data.FullName);
        await EventServer.WaitUntilUp(lab._storePort);
        var port = EventServer.FreePort();
        lab._http.BaseAddress = new Uri($"http://127.0.0.1:{port}");
        lab.Add(typeof(LoadGenerator.Program).Assembly.Location, "--urls", lab._http.BaseAddress.ToString(), "--ConnectionStrings:redis", lab.Store, "--Lab:StorePrefix", "bench", "--LoadGenerator:MaxLanes", "20000");
        await EventServer.WaitUntilUp(port);
        return lab;
    }

    /// <summary>Waits until the worker has given its first sign of life.</summary>
    public static async Task Ready(LabStore store, LoadQueue queue)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                await store.Ping();
                if ((await queue.Workers()).Count > 0)
                {
                    return;
                }
            }
            catch (StoreUnavailableException)
            {
                // Not up yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, limit.Token);
        }
    }

    /// <summary>Lanes running, and calls made.</summary>
    public async Task<(int Running, long Calls)> Lanes()
    {
        using var status = JsonDocument.Parse(await _http.GetStringAsync(new Uri("/lab/load", UriKind.Relative)));
        return (status.RootElement.GetProperty("lanesRunning").GetInt32(), status.RootElement.GetProperty("callsMade").GetInt64());
    }

    /// <summary>The most memory that the load-generator had.</summary>
    public long PeakBytes()
    {
        using var process = Process.GetProcessById(_processes[^1].Id);
        return process.PeakWorkingSet64;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (var process in Enumerable.Reverse(_processes))
        {
            process.Kill();
            await process.Exited;
            process.Dispose();
        }

        _data.Delete(recursive: true);
    }

    private void Add(string assembly, params string[] arguments) => _processes.Add(ServiceProcess.Start(
        new Command("dotnet", [assembly, .. arguments])
        {
            Environment = new Dictionary<string, string?> { ["LAB_HOST_WATCH"] = "stdin", ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1" },
        },
        line =>
        {
            if (line.Contains("fail", StringComparison.OrdinalIgnoreCase) || line.Contains("warn", StringComparison.OrdinalIgnoreCase))
            {
                Console.Error.WriteLine(line);
            }
        }));
}
