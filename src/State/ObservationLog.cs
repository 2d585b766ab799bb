using Lab.Contracts;

namespace Lab.State;

/// <summary>What the probe saw, kept with the run, and the latest of it for whoever looks.</summary>
public sealed class ObservationLog(LabStore store)
{
    /// <summary>How many of the latest observations are kept outside runs.</summary>
    public const int Recent = 200;

    /// <summary>Adds an observation.</summary>
    public async Task Add(Observation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);

        var json = LabStore.ToJson(observation);
        if (observation.RunId is { } runId)
        {
            await store.Call("RPUSH", db => db.ListRightPushAsync(store.Keys.Observations(runId), json));
        }

        await store.Call("RPUSH", db => db.ListRightPushAsync(store.Keys.RecentObservations, json));
        await store.Call("LTRIM", async db =>
        {
            await db.ListTrimAsync(store.Keys.RecentObservations, -Recent, -1);
            return true;
        });
    }

    /// <summary>A run's observations, in order.</summary>
    public async Task<IReadOnlyList<Observation>> OfRun(string runId) =>
        [.. (await store.Call("LRANGE", db => db.ListRangeAsync(store.Keys.Observations(runId)))).Select(LabStore.FromJson<Observation>)];

    /// <summary>The latest observations, the newest last.</summary>
    public async Task<IReadOnlyList<Observation>> Latest(int most = 50) =>
        [.. (await store.Call("LRANGE", db => db.ListRangeAsync(store.Keys.RecentObservations, -most, -1))).Select(LabStore.FromJson<Observation>)];
}
