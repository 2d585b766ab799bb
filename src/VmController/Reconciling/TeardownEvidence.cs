using Lab.VmController.Host;
using Lab.VmController.Tart;
using Microsoft.Extensions.Options;

namespace Lab.VmController.Reconciling;

/// <summary>What of the host came since the lab's first machine was begun and is still there.</summary>
/// <param name="Left">The interfaces; empty where there are none, or where machines run whose they may be.</param>
/// <param name="Problem">Why it is not known; null where it is.</param>
internal sealed record HostEvidence(IReadOnlyList<string> Left, string? Problem);

/// <summary>The third witness of a teardown, beside the list and the process: the host's interfaces.</summary>
internal sealed class TeardownEvidence(IHostInterfaces host, InterfaceBaseline baseline, Fleet fleet, IOptions<VmControllerOptions> options, DataDirectory data, TimeProvider clock, ILogger<TeardownEvidence> logger)
{
    /// <summary>How long a machine that is gone is kept in the books for what the host still shows.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The same while the service ends.</summary>
    public static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(5);

    private string Home => options.Value.TartHome ?? data.StandInHome;

    /// <summary>Whether a crash may have left something: no life of the lab that ends in order leaves a first look behind.</summary>
    public bool IsFromAnEarlierLife => baseline.Exists;

    /// <summary>To be called before a machine is made.</summary>
    public Task Begin(CancellationToken cancellation) => baseline.Take(cancellation);

    /// <summary>To be called when a machine was forgotten.</summary>
    public void Forgotten()
    {
        if (!fleet.Select(m => m.IsBegun).Any(b => b))
        {
            baseline.Clear();
        }
    }

    /// <summary>Looks, where a machine seems gone; null where none does.</summary>
    public async Task<HostEvidence?> Look(Observation observation, CancellationToken cancellation)
    {
        var machines = fleet.Select(m => (SeemsGone: SeemsGone(m, observation), m.Run, m.IsBusy));
        if (!machines.Any(m => m.SeemsGone))
        {
            return null;
        }

        // Interfaces are shared, and those of machines that run cannot be told from what is left.
        var othersRun = machines.Any(m => m.Run == ProcessState.Alive || (m.IsBusy && !m.SeemsGone)) || observation.Listing.Vms!.Any(v => v is { IsLocal: true, IsRunning: not false });
        if (othersRun || baseline.Read() is not { } before)
        {
            return new HostEvidence([], null);
        }

        var now = await host.Look(cancellation);
        return now.Names is { } names
            ? new HostEvidence([.. names.Where(HostInterfaces.IsOfMachines).Except(before).Where(n => !StandInMark.IsOfAnother(n, Home)).Order(StringComparer.Ordinal)], null)
            : new HostEvidence([], now.Problem);
    }

    /// <summary>What the evidence says of one machine; its view then names what is still there.</summary>
    public Traces Of(Machine machine, Observation observation, HostEvidence? evidence)
    {
        if (evidence is null || !SeemsGone(machine, observation) || evidence is { Left: [], Problem: null })
        {
            if (machine.TracesSince is not null)
            {
                fleet.Change(machine, m => (m.Traces, m.TracesSince) = ([], null));
            }

            return Traces.None;
        }

        var now = clock.GetUtcNow();
        var since = machine.TracesSince ?? now;
        IReadOnlyList<string> traces = evidence.Problem is { } problem ? [$"not known, for {problem}"] : evidence.Left;
        fleet.Change(machine, m => (m.Traces, m.TracesSince) = (traces, since));
        if (now - since < (fleet.IsClosed ? LastPatience : Patience))
        {
            return evidence.Problem is null ? Traces.Left : Traces.Unknown;
        }

        logger.LogWarning("{Name} is gone, and {Seconds:0} s after that the host still has: {Traces}.", machine.Name, (now - since).TotalSeconds, string.Join(", ", traces));
        return Traces.GivenUp;
    }

    private static bool SeemsGone(Machine machine, Observation observation) =>
        machine is { IsBusy: false, Run: ProcessState.None or ProcessState.Ended }
        && (machine.Phase == Phase.Leftover || (!machine.Wanted && machine.Phase is not (Phase.Pending or Phase.Refused)))
        && observation.Of(machine.Name) == Sighting.Absent;
}
