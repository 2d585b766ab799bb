using Lab.Contracts;
using Lab.Coordinator.Clients;
using Lab.Coordinator.Machines;
using Lab.Coordinator.Runs;
using Lab.State;
using Lab.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Lab.Tests.Coordinator.Machines;

/// <summary>Machines by hand against a controller and a probe on a real socket, by a clock in the test's hand.</summary>
public sealed class HandMachinesTests(Stores stores)
{
    private const string Want = "PUT /runs/by-hand/vms";

    [Fact]
    public async Task Leases_are_renewed_while_they_are_wanted_and_not_after_their_time()
    {
        await using var lab = await Started();
        var set = await lab.Hand.Start(new HandWish { Count = 2, Minutes = 1 }, Stop);

        Assert.Equal(lab.Clock.GetUtcNow().AddMinutes(1), set.Until);
        Assert.Equal(1, lab.Fake.Count(Want));
        await lab.Advance(() => lab.Fake.Count(Want) >= 4);
        Assert.InRange((lab.Clock.GetUtcNow() - set.StartedAt).TotalSeconds, 45, 50);
        await lab.Advance(() => lab.Hand.View.Now is null);

        var gone = Assert.Single(lab.Hand.View.Past);
        Assert.Equal((HandPhase.Gone, "their time was over"), (gone.Phase, gone.Because));
        Assert.Empty(lab.Fake.Vms);
        Assert.All(lab.Fake.Sets, s => Assert.Equal((2, TimeSpan.FromSeconds(60)), (s.Count, s.Spec.Lease)));
    }

    [Fact]
    public async Task Without_minutes_they_are_renewed_until_somebody_stops_them()
    {
        await using var lab = await Started();
        await lab.Hand.Start(new HandWish(), Stop);
        await lab.Advance(() => lab.Fake.Count(Want) >= 250, TimeSpan.FromSeconds(15));

        await lab.Hand.StopAll(Stop);
        await lab.Advance(() => lab.Hand.View.Now is null);

        Assert.Empty(lab.Fake.Vms);
        Assert.Null(await lab.Hand.StopAll(Stop));
    }

    [Fact]
    public async Task One_that_was_stopped_is_not_brought_back_by_the_renewal_of_the_others()
    {
        await using var lab = await Started();
        await lab.Hand.Start(new HandWish { Count = 3 }, Stop);

        await lab.Hand.Stop("lab-by-hand-0", Stop);
        await lab.Hand.Stop("lab-of-others-0", Stop);
        await lab.Advance(() => lab.Fake.Count("PUT /vms/lab-by-hand-1") >= 2);

        Assert.Equal(["lab-by-hand-1", "lab-by-hand-2"], lab.Fake.Vms.Keys.Order());
        Assert.Equal(0, lab.Fake.Count("DELETE /vms/lab-of-others-0"));
        await lab.Hand.Stop("lab-by-hand-1", Stop);
        await lab.Hand.Stop("lab-by-hand-2", Stop);
        await lab.Advance(() => lab.Hand.View.Now is null);
    }

    [Fact]
    public async Task What_the_host_shows_with_them_and_after_them_is_compared_with_before()
    {
        await using var lab = await Started();
        lab.Fake.Born = VmState.Starting;
        var eth = new InterfaceFacts { Name = "eth0", IsUp = true };
        lab.Fake.Host = new HostSnapshot { At = lab.Clock.GetUtcNow(), System = "Test", Interfaces = [eth], Resolvers = ["192.168.1.1"] };
        await lab.Hand.Start(new HandWish(), Stop);

        lab.Fake.Host = lab.Fake.Host with { Interfaces = [eth, new InterfaceFacts { Name = "bridge100", IsUp = true }] };
        lab.Fake.All(VmState.Ready);
        await lab.Advance(() => lab.Hand.View.Now?.While is not null);
        Assert.Equal(["interface bridge100 appeared"], lab.Hand.View.Now!.While!.Differences);

        lab.Fake.Host = lab.Fake.Host with { Interfaces = [eth], Resolvers = ["192.168.64.1"] };
        await lab.Hand.StopAll(Stop);
        await lab.Advance(() => lab.Hand.View.Past.Count > 0);
        Assert.Equal(["resolver #1 changed from 192.168.1.1 to 192.168.64.1"], lab.Hand.View.Past[0].After!.Differences);
    }

    [Fact]
    public async Task Trouble_with_a_renewal_is_shown_and_over_once_it_works_again()
    {
        await using var lab = await Started();
        await lab.Hand.Start(new HandWish(), Stop);

        lab.Fake.Refuse = () => Results.Problem("No.", statusCode: 500);
        await lab.Advance(() => lab.Hand.View.Now?.Trouble is not null);
        Assert.Contains("No.", lab.Hand.View.Now!.Trouble, StringComparison.Ordinal);
        lab.Fake.Refuse = null;
        await lab.Advance(() => lab.Hand.View.Now?.Trouble is null);

        Assert.Equal(HandPhase.Wanted, lab.Hand.View.Now!.Phase);
    }

    [Fact]
    public async Task What_cannot_be_had_is_refused_with_every_reason_and_nothing_is_asked_for()
    {
        await using var lab = await Started();
        lab.Fake.Report = new PreflightReport([new PreflightFinding("guest limit", CheckResult.Fails, "Two run.", "Stop one."), new PreflightFinding("disk", CheckResult.Fails, "Full.")], "debian");

        var refused = await Assert.ThrowsAsync<BadRunException>(() => lab.Hand.Start(new HandWish(), Stop));
        var bad = await Assert.ThrowsAsync<BadRunException>(() => lab.Hand.Start(new HandWish { Count = 0, Minutes = -1, Spec = new VmSpec { Cpu = 0, Network = "tin cans", Lease = TimeSpan.FromHours(1) } }, Stop));

        Assert.Equal(["guest limit: Two run. Stop one.", "disk: Full."], refused.Faults.Take(2));
        Assert.Contains("debian is not here", refused.Faults[2], StringComparison.Ordinal);
        Assert.Equal(5, bad.Faults.Count);
        Assert.Equal(0, lab.Fake.Count(Want));
        Assert.Null(lab.Hand.View.Now);
    }

    [Fact]
    public async Task Another_kind_is_refused_while_some_run_and_the_same_kind_changes_their_number()
    {
        await using var lab = await Started();
        await lab.Hand.Start(new HandWish(), Stop);

        var refused = await Assert.ThrowsAsync<BadRunException>(() => lab.Hand.Start(new HandWish { Spec = new VmSpec { MemoryMiB = 512 } }, Stop));
        await lab.Hand.Start(new HandWish { Count = 2 }, Stop);

        Assert.Contains("of another kind: a machine with 2 GiB, network nat", Assert.Single(refused.Faults), StringComparison.Ordinal);
        Assert.Equal(2, lab.Fake.Vms.Count);
    }

    [Fact]
    public async Task A_start_that_the_controller_refuses_leaves_nothing_wanted()
    {
        await using var lab = await Started();
        lab.Fake.Refuse = () => Results.Problem("Another spec.", statusCode: 409);

        var refused = await Assert.ThrowsAsync<BadRunException>(() => lab.Hand.Start(new HandWish(), Stop));

        Assert.Equal(["Another spec."], refused.Faults);
        Assert.Null(lab.Hand.View.Now);
    }

    [Fact]
    public async Task A_start_whose_outcome_is_not_known_is_ended()
    {
        await using var lab = await Started();
        lab.Fake.Refuse = () => Results.Problem("Broken.", statusCode: 500);

        await Assert.ThrowsAsync<ServiceCallException>(() => lab.Hand.Start(new HandWish(), Stop));
        Assert.Equal(HandPhase.Stopping, lab.Hand.View.Now!.Phase);
        await lab.Advance(() => lab.Hand.View.Now is null);
    }

    [Fact]
    public async Task A_coordinator_that_ends_in_order_stops_them_at_once()
    {
        await using var lab = await Started();
        await lab.Hand.Start(new HandWish(), Stop);

        await lab.Hand.StopAsync(Stop);

        Assert.Empty(lab.Fake.Vms);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private async Task<Lab> Started()
    {
        var fake = await FakeController.Start();
        var store = await stores.Open("garnet");
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        var book = new RunBook(new RunStore(store), new LoadQueue(store), new RunFeed());
        var hand = new HandMachines(fake.Client, new HostLook(fake.Probe, clock), new VmRuns(book), new MachineTurn(), clock, NullLogger<HandMachines>.Instance);
        await hand.StartAsync(Stop);
        return new Lab(fake, store, clock, hand);
    }

    private sealed record Lab(FakeController Fake, LabStore Store, FakeTimeProvider Clock, HandMachines Hand) : IAsyncDisposable
    {
        /// <summary>Lets time pass in steps until something is so.</summary>
        public async Task Advance(Func<bool> until, TimeSpan? step = null)
        {
            var deadline = Environment.TickCount64 + 30_000;
            while (!until())
            {
                Assert.True(Environment.TickCount64 < deadline, "It did not come about within 30 s.");
                Clock.Advance(step ?? TimeSpan.FromSeconds(1));
                await Task.Delay(20, Stop);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Hand.StopAsync(CancellationToken.None);
            Hand.Dispose();
            await Fake.DisposeAsync();
            await Store.DisposeAsync();
        }
    }
}
