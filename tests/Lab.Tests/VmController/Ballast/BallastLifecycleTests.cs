using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Lab.Contracts;
using Lab.Shell;
using Lab.Tests.Support;
using Lab.Tests.TartStandIn;
using Microsoft.AspNetCore.Mvc;

namespace Lab.Tests.VmController.Ballast;

/// <summary>The whole way of a ballast over HTTP, with the real process.</summary>
public sealed class BallastLifecycleTests(Stores stores)
{
    private const string Name = "lab-r-ballast";

    private static readonly BallastSpec Small = new() { MemoryMiB = 64, Cores = 0.2, Lease = TimeSpan.FromMinutes(5) };

    private readonly string _root = RunningController.NewRoot();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_wanted_becomes_ready_and_what_is_deleted_leaves_nothing()
    {
        await using var controller = await RunningController.Start(stores, _root);

        using var put = await Put(controller, Small);
        Assert.Equal(HttpStatusCode.Accepted, put.StatusCode);
        var ready = await Reaches(controller, BallastState.Ready);
        Assert.Equal(("r", 64), (ready.Owner, ready.ResidentMiB));
        var id = ready.ProcessId!.Value;
        await Eventually.Holds(async () => (await Get(controller))?.BusyCores is > 0.1 and < 0.3, "it says what it burns");
        Assert.Equal([Name], (await controller.Http.GetFromJsonAsync<BallastView[]>("/ballast", LabJson.Options, Token))!.Select(b => b.Name));

        using var delete = await controller.Delete($"/ballast/{Name}");
        Assert.Equal(HttpStatusCode.Accepted, delete.StatusCode);
        Assert.Equal(BallastState.Stopping, (await delete.Content.ReadFromJsonAsync<BallastView>(LabJson.Options, Token))!.State);
        await IsGone(controller);

        Assert.False(Processes.IsRunning(id));
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(_root, "vm-controller", "ballasts")));
        using var again = await controller.Delete($"/ballast/{Name}");
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
        using var never = await controller.Delete("/ballast/lab-never-ballast");
        Assert.Equal(HttpStatusCode.NotFound, never.StatusCode);
    }

    [Fact]
    public async Task Another_spec_is_a_conflict_and_the_same_one_a_renewal()
    {
        await using var controller = await RunningController.Start(stores, _root);
        using var first = await Put(controller, Small);

        using var same = await Put(controller, Small with { Lease = TimeSpan.FromHours(9) });
        using var other = await Put(controller, Small with { Cores = 0.3 });

        Assert.True((await same.Content.ReadFromJsonAsync<BallastView>(LabJson.Options, Token))!.LeaseUntil > TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(8));
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        Assert.Contains("0.2 cores, asked for 64 MiB and 0.3", (await other.Content.ReadFromJsonAsync<ProblemDetails>(Token))!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lease_that_nobody_renews_ends_it()
    {
        await using var controller = await RunningController.Start(stores, _root);
        using var put = await Put(controller, Small with { Lease = TimeSpan.FromSeconds(2) });
        var id = (await Reaches(controller, BallastState.Ready)).ProcessId!.Value;

        await IsGone(controller);

        Assert.False(Processes.IsRunning(id));
        using var response = await controller.Http.GetAsync(new Uri($"/ballast/{Name}", UriKind.Relative), Token);
        Assert.Contains("nobody renewed it", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PosixSignal.Kill, "SIGKILL", "memory")]
    [InlineData(PosixSignal.Terminate, "SIGTERM", "by hand")]
    public async Task An_end_that_nobody_asked_for_is_told_and_the_name_is_free_once_it_is_deleted(PosixSignal signal, string error, string advice)
    {
        await using var controller = await RunningController.Start(stores, _root);
        using var put = await Put(controller, Small);
        Processes.Signal((await Reaches(controller, BallastState.Ready)).ProcessId!.Value, signal);

        var failed = await Reaches(controller, BallastState.Failed);

        Assert.Contains(error, failed.Error, StringComparison.Ordinal);
        Assert.Contains(advice, failed.Advice, StringComparison.Ordinal);
        using var delete = await controller.Delete($"/ballast/{Name}");
        await IsGone(controller);
        using var anew = await Put(controller, Small);
        await Reaches(controller, BallastState.Ready);
    }

    [Fact]
    public async Task An_executable_that_is_not_there_is_told()
    {
        await using var controller = await RunningController.Start(stores, _root, "--VmController:BallastPath", "/nowhere/Lab.Ballast");
        using var put = await Put(controller, Small);

        Assert.Contains("BallastPath", (await Reaches(controller, BallastState.Failed)).Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_executable_that_is_something_else_is_told()
    {
        await using var controller = await RunningController.Start(stores, _root, "--VmController:BallastPath", "false");
        using var put = await Put(controller, Small);

        Assert.Contains("exit code 1", (await Reaches(controller, BallastState.Failed)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_speaks_against_it_is_said_at_once()
    {
        await using var controller = await RunningController.Start(stores, _root, "--VmController:MemoryReserveMiB", "1048576");

        using var put = await controller.Http.PutAsJsonAsync("/ballast/mine", Small with { Cores = 100_000, Lease = TimeSpan.Zero }, LabJson.Options, Token);

        Assert.Equal(HttpStatusCode.BadRequest, put.StatusCode);
        var problem = await put.Content.ReadFromJsonAsync<ValidationProblemDetails>(Token);
        Assert.Equal(["cores", "lease", "memoryMiB", "name"], problem!.Errors.Keys.Order());
        Assert.Contains("kept for the host", problem.Errors["memoryMiB"][0], StringComparison.Ordinal);
        Assert.Empty((await controller.Http.GetFromJsonAsync<BallastView[]>("/ballast", LabJson.Options, Token))!);
    }

    [Theory]
    [InlineData("""{"memory":64}""", "memory")]
    [InlineData("null", "BallastSpec")]
    [InlineData("not json", "BallastSpec")]
    [InlineData("""{"cores":"two"}""", "cores")]
    public async Task A_bad_body_is_told_what_is_bad(string body, string text)
    {
        await using var controller = await RunningController.Start(stores, _root);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var put = await controller.Http.PutAsync(new Uri($"/ballast/{Name}", UriKind.Relative), content, Token);
        using var check = await controller.Http.PostAsync(new Uri("/ballast/check", UriKind.Relative), new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Token);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (put.StatusCode, check.StatusCode));
        Assert.Contains(text, await put.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_begins_nothing_and_tells_what_fits_and_what_does_not()
    {
        await using var controller = await RunningController.Start(stores, _root);

        var fits = await Check(controller, Small);
        var doesNot = await Check(controller, Small with { MemoryMiB = 1 << 20, Cores = 99_999 });

        Assert.True(fits.CanRun);
        Assert.Equal([CheckResult.Fails, CheckResult.Fails], doesNot.Findings.Select(f => f.Result));
        Assert.Contains("MiB to give", doesNot.Findings[0].Detail, StringComparison.Ordinal);
        Assert.Null(await Get(controller));
    }

    [Fact]
    public async Task A_ballast_s_memory_is_no_machine_s()
    {
        await using var controller = await RunningController.Start(stores, _root);
        using var response = await Put(controller, Small);
        await Reaches(controller, BallastState.Ready);
        var total = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20;

        using var put = await controller.Put("lab-r-0", new VmSpec { Cpu = 1, MemoryMiB = (int)total - 32, Lease = TimeSpan.FromMinutes(1) });

        Assert.Contains("MiB to give", (await controller.Reaches("lab-r-0", VmState.Failed)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_steps_go_on_in_the_trace_of_whoever_asked()
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

        using var put = await Put(controller, Small);
        await Reaches(controller, BallastState.Ready);
        using var delete = await controller.Delete($"/ballast/{Name}");
        await IsGone(controller);

        lock (spans)
        {
            var own = spans.Where(s => s.TraceId == asking.TraceId && s.DisplayName.StartsWith("ballast", StringComparison.Ordinal)).ToList();
            Assert.Equal(["ballast start", "ballast ready", "ballast stop"], own.Select(s => s.DisplayName));
            Assert.All(own, s => Assert.Equal(64, s.GetTagItem("lab.ballast.memory_mib")));
        }
    }

    private static Task<HttpResponseMessage> Put(RunningController controller, BallastSpec spec) =>
        controller.Http.PutAsJsonAsync($"/ballast/{Name}", spec, LabJson.Options, Token);

    private static async Task<PreflightReport> Check(RunningController controller, BallastSpec spec)
    {
        using var response = await controller.Http.PostAsJsonAsync("/ballast/check", spec, LabJson.Options, Token);
        return (await response.Content.ReadFromJsonAsync<PreflightReport>(LabJson.Options, Token))!;
    }

    private static async Task<BallastView?> Get(RunningController controller)
    {
        using var response = await controller.Http.GetAsync(new Uri($"/ballast/{Name}", UriKind.Relative), Token);
        return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<BallastView>(LabJson.Options, Token) : null;
    }

    private static async Task<BallastView> Reaches(RunningController controller, BallastState state)
    {
        BallastView? view = null;
        await Eventually.Holds(async () => (view = await Get(controller))?.State == state, () => $"it is {state}, not {view?.State}: {view?.Error}");
        return view!;
    }

    private static Task IsGone(RunningController controller) => Eventually.Holds(async () => await Get(controller) is null, "it is gone");
}
