using Lab.Contracts;
using Lab.VmController;
using Lab.VmController.Host;
using Lab.VmController.Reconciling;
using Lab.VmController.Tart;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Observation = Lab.VmController.Reconciling.Observation;

namespace Lab.Tests.VmController.Evidence;

/// <summary>What the host's interfaces say of machines that the list no longer has.</summary>
public sealed class TeardownEvidenceTests : IDisposable, IHostInterfaces
{
    private static readonly Observation Nothing = new(new TartListing([], null), 0);

    private readonly string _root = RunningController.NewRoot();
    private readonly FakeTimeProvider _clock = new();
    private readonly Fleet _fleet;
    private readonly DataDirectory _data;
    private InterfaceBaseline _baseline;
    private TeardownEvidence _evidence;
    private InterfaceNames _now = new(["lo", "eth0"], null);

    public TeardownEvidenceTests()
    {
        _fleet = new Fleet(_clock, NullLogger<Fleet>.Instance);
        _data = new DataDirectory(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Lab:DataDirectory"] = _root }).Build());
        (_baseline, _evidence) = NewLife();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    Task<InterfaceNames> IHostInterfaces.Look(CancellationToken cancellation) => Task.FromResult(_now);

    public void Dispose()
    {
        _baseline.Dispose();
        _fleet.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task What_came_since_and_is_still_there_is_waited_for_and_named_until_it_is_gone()
    {
        var machine = await Gone("lab-r-0");
        _now = new(["lo", "eth0", "bridge100", "vmenet0", "utun9"], null);

        Assert.Equal(Traces.Left, await Of(machine));
        Assert.Equal(VmState.Stopping, machine.View().State);
        Assert.Equal(["bridge100", "vmenet0"], machine.View().Traces);

        _now = new(["lo", "eth0"], null);
        Assert.Equal(Traces.None, await Of(machine));
        Assert.Empty(machine.View().Traces);
    }

    [Fact]
    public async Task After_its_time_it_is_given_up_and_the_reason_keeps_what_was_there()
    {
        var machine = await Gone("lab-r-0");
        _now = new(["lo", "bridge100"], null);
        Assert.Equal(Traces.Left, await Of(machine));
        _clock.Advance(TeardownEvidence.Patience - TimeSpan.FromSeconds(1));
        Assert.Equal(Traces.Left, await Of(machine));

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Traces.GivenUp, await Of(machine));
        _fleet.Forget(machine);
        Assert.Equal("it was deleted; of the host was still there: bridge100", _fleet.WhyGone("lab-r-0"));
    }

    [Fact]
    public async Task Interfaces_that_were_there_before_accuse_nobody()
    {
        _now = new(["lo", "bridge100", "vmenet0"], null);
        var machine = await Gone("lab-r-0");

        Assert.Equal(Traces.None, await Of(machine));
    }

    [Fact]
    public async Task While_a_machine_runs_the_interfaces_may_be_its_own()
    {
        var machine = await Gone("lab-r-0");
        _now = new(["lo", "bridge100"], null);

        Assert.Equal(Traces.None, await Of(machine, new TartVm("mine", IsLocal: true, IsRunning: true)));
        Assert.Equal(Traces.Left, await Of(machine, new TartVm("mine", IsLocal: true, IsRunning: false)));
    }

    [Fact]
    public async Task Interfaces_that_cannot_be_looked_at_are_not_the_same_as_none()
    {
        var machine = await Gone("lab-r-0");
        _now = new(null, "'ifconfig -l' gave no answer");

        Assert.Equal(Traces.Unknown, await Of(machine));
        Assert.Equal(["not known, for 'ifconfig -l' gave no answer"], machine.View().Traces);
    }

    [Fact]
    public async Task A_crash_does_not_lose_what_was_there_before()
    {
        var machine = await Gone("lab-r-0");
        _baseline.Dispose();
        (_baseline, _evidence) = NewLife();
        Assert.True(_evidence.IsFromAnEarlierLife);
        _now = new(["lo", "eth0", "lab1234567b"], null);
        await _evidence.Begin(Token);

        Assert.Equal(Traces.Left, await Of(machine));
    }

    [Fact]
    public async Task Once_no_machine_is_left_the_first_look_is_forgotten()
    {
        var machine = await Gone("lab-r-0");

        _fleet.Forget(machine);
        _evidence.Forgotten();

        Assert.False(_evidence.IsFromAnEarlierLife);
    }

    [Fact]
    public async Task A_torn_first_look_accuses_nobody()
    {
        var machine = await Gone("lab-r-0");
        await File.WriteAllTextAsync(Path.Combine(_data.Root, "interfaces.json"), "[\"lo\",\"et", Token);
        _now = new(["lo", "bridge100"], null);

        Assert.Equal(Traces.None, await Of(machine));
    }

    [Fact]
    public async Task Interfaces_of_a_stand_in_of_another_home_accuse_nobody_and_those_of_its_own_do()
    {
        var own = $"{StandInMark.Of(_data.StandInHome)}n";
        var machine = await Gone("lab-r-0");
        _now = new(["lo", "eth0", "lab0123456n", "lab0123456t0"], null);
        Assert.Equal(Traces.None, await Of(machine));

        _now = new(["lo", "eth0", "lab0123456n", own], null);

        Assert.Equal(Traces.Left, await Of(machine));
        Assert.Equal([own], machine.View().Traces);
    }

    private (InterfaceBaseline Baseline, TeardownEvidence Evidence) NewLife()
    {
        var baseline = new InterfaceBaseline(this, _data, NullLogger<InterfaceBaseline>.Instance);
        return (baseline, new TeardownEvidence(this, baseline, _fleet, Options.Create(new VmControllerOptions()), _data, _clock, NullLogger<TeardownEvidence>.Instance));
    }

    /// <summary>A machine that was made and deleted.</summary>
    private async Task<Machine> Gone(string name)
    {
        await _evidence.Begin(Token);
        _fleet.Put(name, new VmSpec(), default);
        var machine = _fleet.Select(m => m).Single(m => m.Name == name);
        _fleet.Change(machine, m => m.Phase = Phase.Ready);
        _fleet.Drop(name, "it was deleted");
        return machine;
    }

    private async Task<Traces> Of(Machine machine, params TartVm[] others)
    {
        var seen = others is [] ? Nothing : new Observation(new TartListing(others, null), 0);
        return _evidence.Of(machine, seen, await _evidence.Look(seen, Token));
    }
}
