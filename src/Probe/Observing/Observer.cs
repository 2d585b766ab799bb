using System.Diagnostics;
using Lab.Contracts;
using Lab.Probe.Host;
using Lab.Probe.Running;
using Lab.State;
using Microsoft.Extensions.Options;

namespace Lab.Probe.Observing;

/// <summary>Looks once: the probes on the target, then the host; and keeps what it saw.</summary>
internal sealed class Observer(ProbeRound round, RecentHost host, ObservationLog log, ProbeTelemetry telemetry, IOptions<ProbeOptions> options, TimeProvider clock)
{
    /// <param name="request">What to look at, and why.</param>
    /// <param name="parent">The caller's span, where it is not the current one.</param>
    /// <param name="cancellation">Ends the look; nothing is kept then.</param>
    /// <exception cref="StoreUnavailableException">It was seen, and could not be kept.</exception>
    public async Task<Observation> Observe(ObserveRequest request, ActivityContext parent, CancellationToken cancellation)
    {
        using var span = telemetry.StartObservation(request, parent);
        var at = clock.GetUtcNow();
        var started = clock.GetTimestamp();

        var readings = request.Target is { } target ? await round.Look(target, cancellation) : [];
        var seen = request.Moment == ObservationMoment.Scheduled
            ? await host.NoOlderThan(options.Value.HostEvery, cancellation)
            : await host.Now(cancellation);

        var observation = new Observation
        {
            At = at,
            Took = clock.GetElapsedTime(started),
            Moment = request.Moment,
            RunId = request.RunId,
            TrialId = request.TrialId,
            Target = request.Target,
            Readings = [.. readings.Select(r => WayOut.Name(r, seen))],
            Host = seen,
        };
        await log.Add(observation);
        return observation;
    }
}
