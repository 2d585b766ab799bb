using Lab.Contracts;
using Lab.Coordinator.Clients;

namespace Lab.Coordinator.Machines;

/// <summary>What the probe saw of the host at a moment, or why it saw nothing.</summary>
internal sealed record HostSeen(DateTimeOffset At, HostSnapshot? Host, string? Because)
{
    public HostChange To(HostSeen later) => Host is { } before && later.Host is { } after
        ? new HostChange(At, later.At, HostDifference.Compare(before, after), HostDifference.NotComparable(before, after), null)
        : new HostChange(At, later.At, [], [], Because ?? later.Because);
}

/// <summary>Has the probe look at the host alone. A probe that is away stops nobody: then nothing is known.</summary>
internal sealed class HostLook(ProbeClient probe, TimeProvider clock)
{
    public async Task<HostSeen> Take(CancellationToken cancellation)
    {
        try
        {
            var seen = await probe.Observe(new ObserveRequest(ObservationMoment.OnDemand), cancellation);
            return new HostSeen(seen.Host.At, seen.Host, null);
        }
        catch (ServiceCallException exception)
        {
            return new HostSeen(clock.GetUtcNow(), null, exception.Message);
        }
    }
}
