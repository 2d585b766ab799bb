using Lab.VmController.Tart;

namespace Lab.VmController.Reconciling;

/// <summary>What was seen, and when the looking began.</summary>
internal sealed record Observation(TartListing Listing, long At)
{
    public TartError? Inconclusive => Listing.Error;

    public Sighting Of(string name)
    {
        if (Listing.Vms is null)
        {
            return Sighting.Inconclusive;
        }

        return Listing.Vms.FirstOrDefault(v => v.IsLocal && v.Name == name) switch
        {
            null => Sighting.Absent,
            { IsRunning: null } => Sighting.Inconclusive,
            { IsRunning: true } => Sighting.Running,
            _ => Sighting.Stopped,
        };
    }
}

/// <summary>Looks with <c>tart list</c>, and keeps the last look for those who need not a fresh one.</summary>
internal sealed class Observer(TimeProvider clock)
{
    private volatile Observation? _last;

    public async Task<Observation> Look(TartClient tart, CancellationToken cancellation)
    {
        var at = clock.GetTimestamp();
        var observation = new Observation(await tart.List(cancellation), at);
        _last = observation;
        return observation;
    }

    /// <summary>The last look where it is fresh enough, else a new one.</summary>
    public async Task<Observation> Recent(TartClient tart, TimeSpan age, CancellationToken cancellation) =>
        _last is { } last && clock.GetElapsedTime(last.At) <= age ? last : await Look(tart, cancellation);
}
