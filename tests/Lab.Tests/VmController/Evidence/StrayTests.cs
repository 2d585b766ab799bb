using Lab.Contracts;
using Lab.Shell;
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

/// <summary>What bears the lab's names and was not asked for.</summary>
public sealed class StrayTests : IDisposable, IHostInterfaces
{
    private readonly string _root = RunningController.NewRoot();
    private readonly FakeTimeProvider _clock = new();
    private readonly Fleet _fleet;
    private readonly InterfaceBaseline _baseline;
    private readonly TeardownEvidence _evidence;
    private readonly Leftovers _leftovers;

    public StrayTests()
    {
        // A clock that has run for a while, as the host's has.
        _clock.Advance(TimeSpan.FromHours(1));
        _fleet = new Fleet(_clock, NullLogger<Fleet>.Instance);
        var data = new DataDirectory(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Lab:DataDirectory"] = _root }).Build());
        _baseline = new InterfaceBaseline(this, data, NullLogger<InterfaceBaseline>.Instance);
        _evidence = new TeardownEvidence(this, _baseline, _fleet, Options.Create(new VmControllerOptions()), data, _clock, NullLogger<TeardownEvidence>.Instance);
        _leftovers = new Leftovers(_fleet, data, new OutputHolder(new CommandRunner(TimeProvider.System)), _evidence, _clock, NullLogger<Leftovers>.Instance);
    }

    Task<InterfaceNames> IHostInterfaces.Look(CancellationToken cancellation) => Task.FromResult(new InterfaceNames(["lo"], null));

    public void Dispose()
    {
        _baseline.Dispose();
        _fleet.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task At_the_start_only_what_bears_the_labs_names_is_taken_on()
    {
        await See("mine", "lab", "lab-r-0", "laboratory-0", "lab-r-0-copy");

        Assert.Equal(["lab-r-0"], Names());
        Assert.Equal(VmState.Stopping, _fleet.View("lab-r-0")!.State);
    }

    [Fact]
    public async Task What_appears_later_is_taken_on_at_the_next_look_in_turn()
    {
        await See();
        Assert.Equal(TimeSpan.FromSeconds(30), _leftovers.UntilNextLook());
        await See("lab-r-7", "mine");
        Assert.Empty(Names());

        _clock.Advance(TimeSpan.FromSeconds(30));
        await See("lab-r-7", "mine");

        Assert.Equal(["lab-r-7"], Names());
        _fleet.Forget(_fleet.Select(m => m).Single());
        Assert.Equal("nobody asked for it", _fleet.WhyGone("lab-r-7"));
    }

    [Fact]
    public async Task What_was_asked_for_and_what_was_found_to_be_somebody_elses_are_no_strays()
    {
        await See();
        _fleet.Put("lab-a-0", new VmSpec(), default);
        _fleet.LeaveAlone("lab-b-0");
        _clock.Advance(TimeSpan.FromSeconds(30));

        await See("lab-a-0", "lab-b-0");

        Assert.Equal(["lab-a-0"], Names());
        Assert.Equal(VmState.Pending, _fleet.View("lab-a-0")!.State);
    }

    [Fact]
    public async Task After_a_crash_it_looks_often_for_a_minute_since_a_call_may_have_outlived_it()
    {
        await _evidence.Begin(TestContext.Current.CancellationToken);

        await See();

        Assert.Equal(TimeSpan.FromSeconds(2), _leftovers.UntilNextLook());
        _clock.Advance(TimeSpan.FromMinutes(1));
        await See();
        Assert.Equal(TimeSpan.FromSeconds(30), _leftovers.UntilNextLook());
    }

    [Fact]
    public async Task A_list_that_says_nothing_usable_takes_on_nothing()
    {
        await _leftovers.TakeOn(new Observation(new TartListing(null, new TartError(TartErrorKind.Unreadable, "", "")), 0));

        Assert.False(_fleet.IsSwept);
        Assert.Empty(Names());
    }

    private Task See(params string[] names) => _leftovers.TakeOn(new Observation(new TartListing([.. names.Select(n => new TartVm(n, IsLocal: true, IsRunning: false))], null), 0));

    private IReadOnlyList<string> Names() => _fleet.Select(m => m.Name);
}
