using System.Collections.Concurrent;
using System.Net.Http.Json;
using Lab.Contracts;
using Lab.Shell;
using Lab.Tests.Support;
using Lab.Tests.TartStandIn;

namespace Lab.Tests.VmController.Chaos;

/// <summary>The vm-controller as a process of its own, that can be killed and started again.</summary>
internal sealed class ControllerProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly ServiceProcess _service;
    private readonly ConcurrentQueue<string> _lines;

    private ControllerProcess(ServiceProcess service, ConcurrentQueue<string> lines, Uri address)
    {
        _service = service;
        _lines = lines;
        Http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(20) };
    }

    public HttpClient Http { get; }

    public int Id => _service.Id;

    /// <summary>The last of what it wrote.</summary>
    public string Said => string.Join('\n', _lines.TakeLast(30));

    public static async Task<ControllerProcess> Start(Stores stores, string root, string kind, params string[] settings)
    {
        var lines = new ConcurrentQueue<string>();
        var service = ServiceProcess.Start(
            new Command(
                Path.Combine(AppContext.BaseDirectory, "Lab.VmController"),
                RunningController.Arguments(stores, root, ["--Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information", "--Logging:LogLevel:Lab", "Information", .. settings]))
            {
                Environment = new Dictionary<string, string?> { ["LAB_STANDIN_MACHINES"] = kind },
            },
            lines.Enqueue);
        try
        {
            await Eventually.Holds(() => Task.FromResult(lines.Any(l => l.Contains(Listening, StringComparison.Ordinal))), () => $"the service listens; it said:\n{string.Join('\n', lines)}");
        }
        catch
        {
            service.Kill();
            service.Dispose();
            throw;
        }

        var line = lines.First(l => l.Contains(Listening, StringComparison.Ordinal));
        return new ControllerProcess(service, lines, new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Trim()));
    }

    /// <summary>Whether the machines were asked for.</summary>
    public async Task<bool> Ask(string runId, VmSet set)
    {
        try
        {
            using var response = await Http.PutAsJsonAsync($"/runs/{runId}/vms", set, LabJson.Options);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Kills it alone: what it started goes on.</summary>
    public async Task Kill()
    {
        _service.Signal(PosixSignal.Kill);
        await _service.Exited;
    }

    public async ValueTask DisposeAsync()
    {
        _service.Kill();
        await _service.Exited;
        _service.Dispose();
        Http.Dispose();
    }
}
