using Lab.Contracts;
using Lab.VmController.Reconciling;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Lab.Tests.VmController;

public sealed class FleetTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Fleet _fleet;

    public FleetTests() => _fleet = new Fleet(_clock, NullLogger<Fleet>.Instance);

    public void Dispose() => _fleet.Dispose();

    [Fact]
    public void A_lease_lapses_at_its_end_and_not_before()
    {
        Put("lab-r-0", new VmSpec { Lease = TimeSpan.FromSeconds(10) });

        _clock.Advance(TimeSpan.FromSeconds(9.9));
        _fleet.LapseLeases();
        Assert.Equal(VmState.Pending, _fleet.View("lab-r-0")!.State);

        _clock.Advance(TimeSpan.FromSeconds(0.1));
        _fleet.LapseLeases();
        Assert.Equal(VmState.Stopping, _fleet.View("lab-r-0")!.State);
    }

    [Fact]
    public void Asking_again_renews_the_lease_from_now()
    {
        Put("lab-r-0", new VmSpec { Lease = TimeSpan.FromSeconds(10) });
        _clock.Advance(TimeSpan.FromSeconds(8));

        Put("lab-r-0", new VmSpec { Lease = TimeSpan.FromSeconds(20) });

        _clock.Advance(TimeSpan.FromSeconds(19));
        _fleet.LapseLeases();
        Assert.Equal(VmState.Pending, _fleet.View("lab-r-0")!.State);
    }

    [Fact]
    public void Another_spec_is_refused_with_every_difference()
    {
        Put("lab-r-0", new VmSpec { Cpu = 2, MemoryMiB = 512 });

        var asked = Put("lab-r-0", new VmSpec { Cpu = 4, MemoryMiB = 1024, Image = "x", Network = "host" });

        Assert.Null(asked.View);
        Assert.Contains("image is the default, asked for x, cpu is 2, asked for 4, memoryMiB is 512, asked for 1024, network is nat, asked for host", asked.Conflict, StringComparison.Ordinal);
        Assert.Equal(2, _fleet.View("lab-r-0")!.Spec.Cpu);
    }

    [Fact]
    public void What_is_being_deleted_cannot_be_asked_for_until_it_is_gone()
    {
        Put("lab-r-0", new VmSpec());
        _fleet.Drop("lab-r-0", "it was deleted");

        Assert.Contains("is being deleted", Put("lab-r-0", new VmSpec()).Conflict, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_takes_its_own_machines_along_and_no_others()
    {
        Put("lab-a-0", new VmSpec());
        Put("lab-a-1", new VmSpec());
        Put("lab-a-b-0", new VmSpec());

        Assert.Equal(["lab-a-0", "lab-a-1"], _fleet.DropRun("a", default).Vms.Select(v => v.Name));

        Assert.Equal(VmState.Pending, _fleet.View("lab-a-b-0")!.State);
    }

    [Fact]
    public void Once_closed_it_takes_on_nothing()
    {
        Put("lab-a-0", new VmSpec());

        _fleet.Close();

        Assert.True(Put("lab-a-1", new VmSpec()).IsClosed);
        Assert.Equal(VmState.Stopping, _fleet.View("lab-a-0")!.State);
    }

    private Asked Put(string name, VmSpec spec) => _fleet.Put(name, spec, default);
}
