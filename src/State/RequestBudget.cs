namespace Lab.State;

/// <summary>A ceiling on a run's requests, counted in the store over all replicas before each request, so that it cannot be overrun.</summary>
public sealed class RequestBudget(LabStore store)
{
    private const string TakeScript = """
        if tonumber(redis.call('GET', KEYS[1]) or '0') >= tonumber(ARGV[1]) then return 0 end
        redis.call('INCR', KEYS[1])
        return 1
        """;

    /// <summary>Takes one request from the budget. False when it is used up.</summary>
    public async Task<bool> Take(string runId, long ceiling) =>
        (int)await store.Call("EVALSHA", db => db.ScriptEvaluateAsync(TakeScript, [store.Keys.Requests(runId)], [ceiling])) == 1;

    /// <summary>Requests taken so far.</summary>
    public async Task<long> Taken(string runId)
    {
        var taken = await store.Call("GET", db => db.StringGetAsync(store.Keys.Requests(runId)));
        return taken.IsNull ? 0 : (long)taken;
    }
}
