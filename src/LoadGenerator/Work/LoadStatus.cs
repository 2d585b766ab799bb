using Lab.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Lab.LoadGenerator.Work;

/// <summary>What this replica is doing at the moment.</summary>
/// <param name="Worker">The replica.</param>
/// <param name="LanesRunning">Lanes running or waiting to be handed in.</param>
/// <param name="MaxLanes">Lanes it runs at once at most.</param>
/// <param name="CallsMade">Calls since it started.</param>
/// <param name="CallsFailed">Those of them that failed.</param>
/// <param name="Lateness">How late its own clock was at the last look.</param>
/// <param name="StoreIsAway">Whether the store does not answer.</param>
internal sealed record LoadStatus(string Worker, int LanesRunning, int MaxLanes, long CallsMade, long CallsFailed, TimeSpan Lateness, bool StoreIsAway)
{
    public static LoadStatus Read(ServiceIdentity identity, RunningLanes lanes, IOptions<LoadGeneratorOptions> options, LoadCounters counters, Lateness lateness, StoreContact contact) =>
        new(identity.Instance, lanes.Count, options.Value.MaxLanes, counters.Calls, counters.Failures, lateness.Last, contact.IsAwayNow);
}
