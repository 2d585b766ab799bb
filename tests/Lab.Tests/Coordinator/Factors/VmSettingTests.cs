using Lab.Contracts;
using Lab.Coordinator.Factors;
using Lab.Tests.Coordinator.Machines;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Lab.Tests.Coordinator.Factors;

public sealed class VmSettingTests
{
    private static readonly VmSetting Two = new(2, new VmSpec { Network = "softnet", Softnet = new SoftnetRules { Allow = ["10.0.0.0/8"] } });

    [Fact]
    public async Task All_machines_are_asked_for_at_once_and_waited_for()
    {
        await using var fake = await FakeController.Start();
        fake.Born = VmState.Starting;
        var clock = new FakeTimeProvider();
        var applying = Two.Apply(new HostAccess(fake.Client, fake.Ballasts, clock), "r1", Stop);

        await Advancing(clock, () => fake.Count("GET /runs/r1/vms") > 2);
        Assert.False(applying.IsCompleted);
        Assert.Equal(Two.Set, Assert.Single(fake.Sets));
        fake.All(VmState.Ready);
        await Advancing(clock, () => applying.IsCompleted);

        await applying;
        Assert.DoesNotContain(fake.Asked, a => a.StartsWith("PUT /vms", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wait_longer_than_the_lease_renews_it()
    {
        await using var fake = await FakeController.Start();
        fake.Born = VmState.Starting;
        var clock = new FakeTimeProvider();
        var applying = Two.Apply(new HostAccess(fake.Client, fake.Ballasts, clock), "r1", Stop);

        await Advancing(clock, () => fake.Sets.Count >= 3, TimeSpan.FromSeconds(5));
        fake.All(VmState.Ready);
        await Advancing(clock, () => applying.IsCompleted);
        await applying;

        Assert.All(fake.Sets, s => Assert.Equal(Two.Set, s));
    }

    [Fact]
    public async Task One_that_fails_ends_the_wait_though_another_is_still_starting()
    {
        await using var fake = await FakeController.Start();
        fake.Born = VmState.Starting;
        await fake.Client.Want("r1", Two.Set, Stop);
        fake.Vms["lab-r1-1"] = fake.Vms["lab-r1-1"] with { State = VmState.Failed, Error = "The number of VMs exceeds the system limit.", Advice = "Stop another." };

        var failed = await Assert.ThrowsAsync<VoidTrialException>(() => Two.Apply(Host(fake), "r1", Stop));

        Assert.Equal("lab-r1-1 did not start: The number of VMs exceeds the system limit. Stop another.", failed.Message);
    }

    [Theory]
    [InlineData(VmState.Unknown, false, false, "it is unknown")]
    [InlineData(VmState.Failed, false, false, "it is failed")]
    [InlineData(VmState.Ready, true, false, "did not run through the trial")]
    [InlineData(VmState.Ready, false, true, "bridge100")]
    [InlineData(null, false, false, "it is gone")]
    public async Task A_trial_is_broken_where_a_machine_did_not_run_through_it_or_the_host_had_traces(VmState? state, bool isNew, bool hasTraces, string says)
    {
        await using var fake = await FakeController.Start();
        await fake.Client.Want("r1", Two.Set, Stop);
        var since = DateTimeOffset.UnixEpoch.AddMinutes(1);
        Assert.Null(await Two.Broken(Host(fake), "r1", since, Stop));

        fake.Vms.TryRemove("lab-r1-1", out var vm);
        if (state is { } other)
        {
            fake.Vms["lab-r1-1"] = vm! with { State = other, Since = isNew ? since.AddSeconds(1) : vm.Since, Traces = hasTraces ? ["bridge100"] : [] };
        }

        Assert.Contains(says, await Two.Broken(Host(fake), "r1", since, Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undoing_deletes_the_set_and_waits_until_the_last_trace_is_gone()
    {
        await using var fake = await FakeController.Start();
        fake.IsSlowToDelete = true;
        await fake.Client.Want("r1", Two.Set, Stop);
        var clock = new FakeTimeProvider();
        var undoing = Two.Undo(new HostAccess(fake.Client, fake.Ballasts, clock), "r1", Stop);

        await Advancing(clock, () => fake.Count("GET /runs/r1/vms") > 2);
        Assert.False(undoing.IsCompleted);
        Assert.Equal(1, fake.Count("DELETE /runs/r1/vms"));
        fake.Vms.Clear();
        await Advancing(clock, () => undoing.IsCompleted);

        await undoing;
    }

    [Fact]
    public async Task An_undoing_that_comes_to_no_end_names_what_is_left_on_the_host()
    {
        await using var fake = await FakeController.Start();
        fake.IsSlowToDelete = true;
        await fake.Client.Want("r1", Two.Set, Stop);
        fake.Vms["lab-r1-0"] = fake.Vms["lab-r1-0"] with { Traces = ["bridge100", "vmenet0"] };
        var clock = new FakeTimeProvider();
        var undoing = Two.Undo(new HostAccess(fake.Client, fake.Ballasts, clock), "r1", Stop);

        await Advancing(clock, () => undoing.IsCompleted, TimeSpan.FromSeconds(30));

        Assert.Equal("lab-r1-0 is still there 2 minutes after it was to be deleted; left on the host: bridge100, vmenet0.", (await Assert.ThrowsAsync<TimeoutException>(() => undoing)).Message);
    }

    [Fact]
    public async Task What_fails_speaks_against_a_run_and_what_is_doubtful_is_noted()
    {
        await using var fake = await FakeController.Start();
        fake.Report = new PreflightReport(
            [
                new PreflightFinding("version", CheckResult.Fine, "Tart 2.35.0."),
                new PreflightFinding("guest limit", CheckResult.Fails, "Two run already", "Stop one."),
                new PreflightFinding("rights", CheckResult.Fails, "No softnet"),
                new PreflightFinding("network", CheckResult.Warning, "A route overlaps.", "Leave the VPN."),
                new PreflightFinding("disk", CheckResult.Unknown, "df said nothing."),
                new PreflightFinding("image", CheckResult.Warning, "It is not here."),
            ],
            "debian");

        var known = await Two.Foresee(Host(fake), Stop);

        Assert.Equal(["guest limit: Two run already. Stop one.", "rights: No softnet."], known.Against);
        Assert.Equal(["Before the run, network: A route overlaps. Leave the VPN.", "Before the run, not known: disk: df said nothing."], known.Notes);
    }

    [Fact]
    public async Task A_set_that_the_vm_controller_refuses_speaks_against_a_run_with_every_reason()
    {
        await using var fake = await FakeController.Start();
        var refusing = new HttpClient(new Answering(Results.ValidationProblem(new Dictionary<string, string[]> { ["spec.cpu"] = ["too many"], ["spec.network"] = ["no such", "at all"] }))) { BaseAddress = new Uri(fake.Address) };

        var known = await Two.Foresee(new HostAccess(new Lab.Coordinator.Clients.VmClient(refusing), fake.Ballasts, TimeProvider.System), Stop);

        Assert.Equal(["spec.cpu: too many", "spec.network: no such", "spec.network: at all"], known.Against);
    }

    [Theory]
    [InlineData("Tart 2.35.0", true, "The VMs ran in Tart 2.35.0.", null)]
    [InlineData("QEMU stand-in", true, "not Apple's hypervisor", null)]
    [InlineData("process stand-in", false, "There was no virtual machine", "The VMs ran")]
    public async Task The_scope_names_what_ran_the_machines_and_what_it_cannot_show(string name, bool isVm, string says, string? never)
    {
        await using var fake = await FakeController.Start();
        fake.Backend = fake.Backend with { Name = name, IsVirtualMachine = isVm };

        var scope = (await Two.Scope(Host(fake), Stop))!;

        Assert.Contains(says, scope, StringComparison.Ordinal);
        Assert.True(never is null || !scope.Contains(never, StringComparison.Ordinal));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static HostAccess Host(FakeController fake) => new(fake.Client, fake.Ballasts, TimeProvider.System);

    private static async Task Advancing(FakeTimeProvider clock, Func<bool> until, TimeSpan? step = null)
    {
        var deadline = DateTime.UnixEpoch.AddMilliseconds(Environment.TickCount64 + 20_000);
        while (!until())
        {
            Assert.True(DateTime.UnixEpoch.AddMilliseconds(Environment.TickCount64) < deadline, "It did not come about within 20 s.");
            clock.Advance(step ?? TimeSpan.FromMilliseconds(100));
            await Task.Delay(5, Stop);
        }
    }

    /// <summary>Answers the check with a result, and everything else as the fake does.</summary>
    private sealed class Answering(IResult result) : DelegatingHandler(new HttpClientHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.AbsolutePath != "/preflight")
            {
                return await base.SendAsync(request, cancellationToken);
            }

            var problem = Assert.IsType<Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult>(result);
            return new HttpResponseMessage(System.Net.HttpStatusCode.BadRequest) { Content = new StringContent(System.Text.Json.JsonSerializer.Serialize<object>(problem.ProblemDetails, LabJson.Options)) };
        }
    }
}
