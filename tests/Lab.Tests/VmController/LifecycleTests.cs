using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Lab.Contracts;
using Lab.Shell;
using Lab.Tests.Support;
using Lab.Tests.TartStandIn;
using Microsoft.AspNetCore.Mvc;

namespace Lab.Tests.VmController;

/// <summary>The whole way of a machine over HTTP, with the real stand-in.</summary>
public sealed class LifecycleTests(Stores stores)
{
    private static readonly VmSpec Small = new() { Cpu = 1, MemoryMiB = 64, Lease = TimeSpan.FromMinutes(5) };

    private readonly string _root = RunningController.NewRoot();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_wanted_becomes_ready_and_what_is_deleted_leaves_nothing()
    {
        await using var controller = await RunningController.Start(stores, _root);

        using var put = await controller.Put("lab-r-0", Small);
        Assert.Equal(HttpStatusCode.Accepted, put.StatusCode);
        var ready = await controller.Reaches("lab-r-0", VmState.Ready);
        Assert.Null(ready.Ip);
        Assert.InRange(ready.BootTime!.Value, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        var id = RunProcessId("lab-r-0");
        Assert.True(Processes.IsRunning(id));

        using var delete = await controller.Delete("/vms/lab-r-0");
        Assert.Equal(HttpStatusCode.Accepted, delete.StatusCode);
        await controller.IsGone("lab-r-0");

        Assert.False(Processes.IsRunning(id));
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(RunningController.HomeIn(_root), "vms")));
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(_root, "vm-controller", "machines")));
        using var again = await controller.Delete("/vms/lab-r-0");
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
        using var never = await controller.Delete("/vms/lab-r-9");
        Assert.Equal(HttpStatusCode.NotFound, never.StatusCode);
    }

    [Fact]
    public async Task The_backend_says_that_a_process_is_no_virtual_machine()
    {
        await using var controller = await RunningController.Start(stores, _root);

        var backend = await controller.Http.GetFromJsonAsync<VmBackend>("/backend", LabJson.Options, Token);

        Assert.Equal(("process stand-in", false, null), (backend!.Name, backend.IsVirtualMachine, backend.Problem));
        Assert.Contains("nothing of a hypervisor", backend.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_spec_is_a_conflict_and_the_same_one_a_renewal()
    {
        await using var controller = await RunningController.Start(stores, _root);
        using var first = await controller.Put("lab-r-0", Small);

        using var same = await controller.Put("lab-r-0", Small with { Lease = TimeSpan.FromMinutes(9) });
        using var other = await controller.Put("lab-r-0", Small with { MemoryMiB = 128 });

        Assert.Equal(HttpStatusCode.Accepted, same.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        var problem = await other.Content.ReadFromJsonAsync<ProblemDetails>(Token);
        Assert.Contains("memoryMiB is 64, asked for 128", problem!.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/vms/--help", "{}", "name")]
    [InlineData("/vms/mine", "{}", "name")]
    [InlineData("/vms/lab-r-0", """{"memoryMiB":1,"cpu":0}""", "cpu")]
    [InlineData("/vms/lab-r-0", """{"memory":64}""", "memory")]
    [InlineData("/vms/lab-r-0", "null", "VmSpec")]
    [InlineData("/vms/lab-r-0", "not json", "VmSpec")]
    public async Task A_bad_request_is_told_what_is_bad(string path, string body, string text)
    {
        await using var controller = await RunningController.Start(stores, _root);
        using var content = new StringContent(body);

        using var response = await controller.Http.PutAsync(new Uri(path, UriKind.Relative), content, Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(text, await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Empty((await controller.Http.GetFromJsonAsync<VmInventory>("/vms", LabJson.Options, Token))!.Vms);
    }

    [Fact]
    public async Task A_machine_whose_lease_lapses_is_deleted_and_one_that_is_renewed_is_not()
    {
        await using var controller = await RunningController.Start(stores, _root);
        using var kept = await controller.Put("lab-r-0", Small);
        using var lapsing = await controller.Put("lab-r-1", Small with { Lease = TimeSpan.FromSeconds(1) });

        await controller.IsGone("lab-r-1");

        using var response = await controller.Http.GetAsync(new Uri("/vms/lab-r-1", UriKind.Relative), Token);
        Assert.Contains("its lease ended", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        await controller.Reaches("lab-r-0", VmState.Ready);
    }

    [Fact]
    public async Task A_run_is_deleted_with_all_its_machines_and_foreign_ones_are_untouched()
    {
        await RunningController.Tart(_root, "clone", "standin", "mine");
        using var foreign = new ForeignRun(_root, "mine");
        await using var controller = await RunningController.Start(stores, _root);
        using var first = await controller.Put("lab-a-0", Small);
        using var second = await controller.Put("lab-a-1", Small);
        await controller.Reaches("lab-a-0", VmState.Ready);
        await controller.Reaches("lab-a-1", VmState.Ready);

        var inventory = await controller.Http.GetFromJsonAsync<VmInventory>("/vms", LabJson.Options, Token);
        Assert.Equal((2, 1), (inventory!.Vms.Count, inventory.Foreign));
        using var delete = await controller.Delete("/runs/a/vms");
        Assert.Equal(2, (await delete.Content.ReadFromJsonAsync<VmSetView>(LabJson.Options, Token))!.Vms.Count);
        await controller.IsGone("lab-a-0");
        await controller.IsGone("lab-a-1");

        Assert.Equal("mine\n", (await RunningController.Tart(_root, "list", "-q")).Output);
        Assert.True(foreign.IsRunning);
    }

    [Fact]
    public async Task A_stop_of_the_service_deletes_its_machines_first()
    {
        await using var controller = await RunningController.Start(stores, _root);
        using var put = await controller.Put("lab-r-0", Small);
        await controller.Reaches("lab-r-0", VmState.Ready);
        var id = RunProcessId("lab-r-0");

        await controller.Stop();

        Assert.False(Processes.IsRunning(id));
        Assert.Equal("[\n\n]\n", (await RunningController.Tart(_root, "list", "--format", "json")).Output);
    }

    [Fact]
    public async Task The_steps_of_a_machine_go_on_in_the_trace_of_whoever_asked()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == "Lab.vm-controller",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a =>
            {
                lock (spans)
                {
                    spans.Add(a);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var controller = await RunningController.Start(stores, _root);
        using var asking = new Activity("asking").SetIdFormat(ActivityIdFormat.W3C).Start();

        using var put = await controller.Put("lab-spans-0", Small);
        await controller.Reaches("lab-spans-0", VmState.Ready);
        using var delete = await controller.Delete("/vms/lab-spans-0");
        await controller.IsGone("lab-spans-0");

        lock (spans)
        {
            var names = spans.Where(s => s.TraceId == asking.TraceId).Select(s => s.DisplayName).ToList();
            Assert.Equal(["vm clone", "vm set", "vm boot", "vm stop", "vm delete"], names);
        }
    }

    private int RunProcessId(string name)
    {
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(_root, "vm-controller", "machines", name, "process.json")));
        return json.RootElement.GetProperty("Id").GetInt32();
    }

    /// <summary>A machine that somebody else runs beside the lab.</summary>
    private sealed class ForeignRun : IDisposable
    {
        private readonly ServiceProcess _process;

        public ForeignRun(string root, string name) => _process = ServiceProcess.Start(
            new Command(StandIn.Executable, "run", name) { Environment = new Dictionary<string, string?> { ["TART_HOME"] = RunningController.HomeIn(root) } },
            _ => { });

        public bool IsRunning => !_process.Exited.IsCompleted;

        public void Dispose()
        {
            _process.Kill();
            _process.Exited.Wait();
            _process.Dispose();
        }
    }
}
