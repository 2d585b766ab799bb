using System.Collections.Concurrent;
using System.Net.Http.Json;
using Lab.Contracts;
using Lab.Shell;
using Lab.Tests.Ballast;
using Lab.Tests.Support;
using Lab.Tests.TartStandIn;
using Lab.VmController.Tart;

namespace Lab.Tests.VmController.Ballast;

/// <summary>The service as a process of its own, ended politely and killed, beside the ballast that it started.</summary>
public sealed class BallastCrashTests(Stores stores) : IAsyncDisposable
{
    private const string Name = "lab-r-ballast";

    private readonly string _root = RunningController.NewRoot();
    private readonly ConcurrentQueue<string> _lines = new();
    private ServiceProcess? _service;

    private string Files => Path.Combine(_root, "vm-controller", "ballasts");

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
    public async Task A_ballast_ends_with_a_controller_that_is_killed_and_the_next_one_clears_its_files()
    {
        var id = await RunOne();

        _service!.Signal(PosixSignal.Kill);
        await _service.Exited;

        await Eventually.Holds(() => !Processes.IsRunning(id), "the ballast sees it and ends");
        Assert.Single(Directory.GetDirectories(Files));
        await using var next = await RunningController.Start(stores, _root);
        await Eventually.Holds(() => Directory.GetDirectories(Files).Length == 0, "its files are gone");
    }

    [Fact]
    public async Task A_ballast_that_outlived_its_controller_is_killed_by_the_next_one_before_its_name_is_given_again()
    {
        var left = RunProcess.Launch(new Command(RunningBallast.Executable, "--memory-mib", "16"), Path.Combine(Files, Name));
        Directory.CreateDirectory(Path.Combine(Files, "somebody-else-s"));
        Directory.CreateDirectory(Path.Combine(Files, "lab-torn-ballast"));

        await using var next = await RunningController.Start(stores, _root);
        using var put = await next.Http.PutAsJsonAsync($"/ballast/{Name}", Small, LabJson.Options, TestContext.Current.CancellationToken);
        Assert.True(put.IsSuccessStatusCode);

        await Eventually.Holds(() => left.State == ProcessState.Ended, "it is ended");
        var anew = await Ready(next.Http);
        Assert.NotEqual(left.Id, anew);
        Assert.Equal(["lab-r-ballast", "somebody-else-s"], Directory.GetDirectories(Files).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_terminated_controller_ends_its_ballasts_and_exits_with_0()
    {
        var id = await RunOne();

        _service!.Signal(PosixSignal.Terminate);

        Assert.Equal(0, await _service.Exited);
        Assert.False(Processes.IsRunning(id));
        Assert.Empty(Directory.GetDirectories(Files));
    }

    [Fact]
    public async Task A_second_controller_on_the_same_directory_takes_on_none_and_touches_none()
    {
        var id = await RunOne();
        await using var second = await RunningController.Start(stores, CopyOfRoot());

        using var put = await second.Http.PutAsJsonAsync("/ballast/lab-s-ballast", Small, LabJson.Options, TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, put.StatusCode);
        Assert.Contains("Another vm-controller", await put.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.True(Processes.IsRunning(id));
    }

    private static BallastSpec Small => new() { MemoryMiB = 16, Cores = 0.05, Lease = TimeSpan.FromMinutes(5) };

    /// <summary>The same directory by another name, so that the second service does not delete it at its end.</summary>
    private string CopyOfRoot()
    {
        var link = Path.Combine(RunningController.NewRoot(), "link");
        Directory.CreateSymbolicLink(link, _root);
        return link;
    }

    private static async Task<int> Ready(HttpClient http)
    {
        BallastView? view = null;
        await Eventually.Holds(async () => (view = await http.GetFromJsonAsync<BallastView>($"/ballast/{Name}", LabJson.Options, TestContext.Current.CancellationToken))!.State == BallastState.Ready, () => $"it is ready: {view}");
        return view!.ProcessId!.Value;
    }

    /// <summary>Starts the service and a ballast; the result is the ballast's process.</summary>
    private async Task<int> RunOne()
    {
        const string listening = "Now listening on: ";
        _service = ServiceProcess.Start(new Command(Path.Combine(AppContext.BaseDirectory, "Lab.VmController"), RunningController.Arguments(stores, _root, "--Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information")), _lines.Enqueue);
        await Eventually.Holds(() => _lines.Any(l => l.Contains(listening, StringComparison.Ordinal)), "the service listens");
        var line = _lines.First(l => l.Contains(listening, StringComparison.Ordinal));
        using var http = new HttpClient { BaseAddress = new Uri(line[(line.IndexOf(listening, StringComparison.Ordinal) + listening.Length)..].Trim()) };
        (await http.PutAsJsonAsync($"/ballast/{Name}", Small, LabJson.Options, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        return await Ready(http);
    }
}
