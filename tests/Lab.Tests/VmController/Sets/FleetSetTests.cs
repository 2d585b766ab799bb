using Lab.Contracts;
using Lab.VmController.Reconciling;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Lab.Tests.VmController.Sets;

public sealed class FleetSetTests : IDisposable
{
    private static readonly VmSpec Spec = new() { Cpu = 1, MemoryMiB = 64, Lease = TimeSpan.FromSeconds(10) };

    private readonly FakeTimeProvider _clock = new();
    private readonly Fleet _fleet;

    public FleetSetTests() => _fleet = new Fleet(_clock, NullLogger<Fleet>.Instance);

    public void Dispose() => _fleet.Dispose();

    [Fact]
    public void A_count_makes_so_many_and_asking_again_changes_nothing()
    {
        var first = Put(3);
        var second = Put(3);

        Assert.Equal(["lab-r-0", "lab-r-1", "lab-r-2"], first.View!.Vms.Select(v => v.Name));
        Assert.Equal(3, first.View.Wanted);
        Assert.Equivalent(first.View, second.View);
    }

    [Fact]
    public void Counting_up_adds_and_counting_down_drops_the_last()
    {
        Put(2);
        Put(4);
        Assert.Equal(["lab-r-0", "lab-r-1", "lab-r-2", "lab-r-3"], Wanted());

        var down = Put(1);

        Assert.Equal(["lab-r-0"], Wanted());
        Assert.Equal((1, 4), (down.View!.Wanted, down.View.Vms.Count));
    }

    [Fact]
    public void Names_are_in_the_order_of_their_numbers() =>
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"lab-r-{i}"), Put(12).View!.Vms.Select(v => v.Name));

    [Fact]
    public void A_count_of_none_drops_all_whatever_the_spec()
    {
        Put(2);

        var none = Put(0, Spec with { MemoryMiB = 128 });

        Assert.Equal(0, none.View!.Wanted);
        Assert.Empty(Wanted());
    }

    [Fact]
    public void Another_spec_is_refused_with_every_difference_and_nothing_is_changed()
    {
        Put(2);

        var asked = Put(3, Spec with { MemoryMiB = 128, Network = "softnet", Softnet = new SoftnetRules { Allow = ["10.0.0.0/8"] } });

        Assert.Null(asked.View);
        Assert.Contains("'lab-r-0', 'lab-r-1': memoryMiB is 64, asked for 128, network is nat, asked for softnet, softnet is the default, asked for allow 10.0.0.0/8", asked.Conflict, StringComparison.Ordinal);
        Assert.Equal(["lab-r-0", "lab-r-1"], Wanted());
        Assert.Equal(2, _fleet.ViewSet("r").Wanted);
    }

    [Fact]
    public void The_same_softnet_rules_in_other_objects_are_no_difference()
    {
        Put(1, Spec with { Network = "softnet", Softnet = new SoftnetRules { Block = ["10.0.0.0/8"] } });

        Assert.Null(Put(1, Spec with { Network = "softnet", Softnet = new SoftnetRules { Block = ["10.0.0.0/8"] } }).Conflict);
        Assert.NotNull(Put(1, Spec with { Network = "softnet", Softnet = new SoftnetRules { Block = ["10.0.0.0/9"] } }).Conflict);
    }

    [Fact]
    public void Asking_again_renews_the_lease_of_each()
    {
        Put(2);
        _clock.Advance(TimeSpan.FromSeconds(8));
        Put(2);
        _clock.Advance(TimeSpan.FromSeconds(8));

        _fleet.LapseLeases();

        Assert.Equal(2, Wanted().Count);
        _clock.Advance(TimeSpan.FromSeconds(2));
        _fleet.LapseLeases();
        Assert.Empty(Wanted());
        Assert.Null(_fleet.ViewSet("r").Wanted);
    }

    [Fact]
    public void What_is_asked_for_while_its_name_is_being_deleted_is_made_once_that_is_gone()
    {
        Put(2);
        Put(1);
        var up = Put(2);
        Assert.Equal([VmState.Pending, VmState.Stopping], up.View!.Vms.Select(v => v.State));

        Gone("lab-r-1");

        Assert.Equal(["lab-r-0", "lab-r-1"], Wanted());
    }

    [Fact]
    public void What_was_awaited_is_not_made_after_its_lease()
    {
        Put(1);
        Put(0);
        Put(1);
        _clock.Advance(TimeSpan.FromSeconds(10));
        _fleet.LapseLeases();

        Gone("lab-r-0");

        Assert.Empty(_fleet.ViewSet("r").Vms);
    }

    [Fact]
    public void A_deleted_run_wants_nothing_any_more_and_takes_no_other_run_along()
    {
        Put(2);
        _fleet.PutSet("r-1", new VmSet { Count = 1, Spec = Spec }, default);

        var view = _fleet.DropRun("r", default);

        Assert.Null(view.Wanted);
        Assert.All(view.Vms, v => Assert.Equal(VmState.Stopping, v.State));
        Assert.Equal(VmState.Pending, _fleet.View("lab-r-1-0")!.State);
    }

    [Fact]
    public void Machines_started_by_hand_are_a_run_like_any_other()
    {
        _fleet.Put("lab-by-hand-5", Spec, default);

        var view = _fleet.PutSet(VmNames.ByHand, new VmSet { Count = 1, Spec = Spec }, default).View!;

        Assert.Equal([("lab-by-hand-0", VmState.Pending), ("lab-by-hand-5", VmState.Stopping)], view.Vms.Select(v => (v.Name, v.State)));
        Assert.All(view.Vms, v => Assert.Equal(VmNames.ByHand, v.Owner));
    }

    [Fact]
    public void Once_closed_it_takes_on_no_set_and_makes_nothing_that_was_awaited()
    {
        Put(1);
        Put(0);
        Put(1);

        _fleet.Close();
        Gone("lab-r-0");

        Assert.True(Put(1).IsClosed);
        Assert.True(_fleet.IsEmpty);
    }

    private AskedSet Put(int count, VmSpec? spec = null) => _fleet.PutSet("r", new VmSet { Count = count, Spec = spec ?? Spec }, default);

    private List<string> Wanted() => [.. _fleet.Select(m => (m.Name, m.Wanted)).Where(m => m.Wanted).Select(m => m.Name)];

    private void Gone(string name) => _fleet.Forget(_fleet.Select(m => m).Single(m => m.Name == name));
}
