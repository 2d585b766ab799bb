using System.Collections.Concurrent;
using System.Net.Http.Json;
using Lab.Contracts;
using Lab.Shell;
using Lab.Tests.Support;
using Lab.Tests.TartStandIn;

namespace Lab.Tests.VmController;

/// <summary>The service as a process of its own: ended politely, and killed.</summary>
public sealed class CrashTests(Stores stores) : IAsyncDisposable
{
    private readonly string _root = RunningController.NewRoot();
    private readonly ConcurrentQueue<string> _lines = new();
    private ServiceProcess? _service;

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            _service.Kill();
            await _service.Exited;
            _service.Dispose();
        }

        if (Directory.Exists(_root))
        {
            Directory.Delete(_root, recursive: true);
        }
    }

    [Fact]
    public async Task What_a_killed_controller_left_is_deleted_by_the_next_one()
    {
        await RunningController.Tart(_root, "clone", "standin", "mine");
        var id = await RunOneMachine();
        _service!.Signal(PosixSignal.Kill);
        await _service.Exited;
        Assert.True(Processes.IsRunning(id));

        await using var next = await RunningController.Start(stores, _root);

        await Eventually.Holds(() => !Processes.IsRunning(id), "the process is gone");
        await Eventually.Holds(async () => (await RunningController.Tart(_root, "list", "-q")).Output == "mine\n", "the files are gone, and only the lab's");
        await Eventually.Holds(() => Directory.GetDirectories(Path.Combine(_root, "vm-controller", "machines")).Length == 0, "so is its record");
    }

    [Fact]
    public async Task A_machine_asked_for_again_after_a_crash_is_made_anew()
    {
        var id = await RunOneMachine();
        _service!.Signal(PosixSignal.Kill);
        await _service.Exited;

        await using var next = await RunningController.Start(stores, _root);
        await Eventually.Holds(async () => (await next.Put("lab-r-0", Small)).IsSuccessStatusCode, "it is taken on");

        await next.Reaches("lab-r-0", VmState.Ready);
        Assert.False(Processes.IsRunning(id));
    }

    [Fact]
    public async Task A_terminated_controller_deletes_its_machines_and_exits_with_0()
    {
        var id = await RunOneMachine();

        _service!.Signal(PosixSignal.Terminate);

        Assert.Equal(0, await _service.Exited);
        Assert.False(Processes.IsRunning(id));
        Assert.Equal("[\n\n]\n", (await RunningController.Tart(_root, "list", "--format", "json")).Output);
    }

    private static VmSpec Small => new() { Cpu = 1, MemoryMiB = 64, Lease = TimeSpan.FromMinutes(5) };

    /// <summary>Starts the service and a machine; the result is the machine's process.</summary>
    private async Task<int> RunOneMachine()
    {
        const string listening = "Now listening on: ";
        _service = ServiceProcess.Start(new Command(Path.Combine(AppContext.BaseDirectory, "Lab.VmController"), RunningController.Arguments(stores, _root, "--Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information")), _lines.Enqueue);
        await Eventually.Holds(() => _lines.Any(l => l.Contains(listening, StringComparison.Ordinal)), "the service listens");
        var line = _lines.First(l => l.Contains(listening, StringComparison.Ordinal));
        using var http = new HttpClient { BaseAddress = new Uri(line[(line.IndexOf(listening, StringComparison.Ordinal) + listening.Length)..].Trim()) };
        (await http.PutAsJsonAsync("/vms/lab-r-0", Small, LabJson.Options, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        await Eventually.Holds(async () => (await http.GetFromJsonAsync<VmView>("/vms/lab-r-0", LabJson.Options, TestContext.Current.CancellationToken))!.State == VmState.Ready, "the machine is ready");
        using var json = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_root, "vm-controller", "machines", "lab-r-0", "process.json"), TestContext.Current.CancellationToken));
        return json.RootElement.GetProperty("Id").GetInt32();
    }
}
