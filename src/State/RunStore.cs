using StackExchange.Redis;

namespace Lab.State;

/// <summary>Runs and their trials as documents. What the documents say is the coordinator's affair.</summary>
public sealed class RunStore(LabStore store)
{
    private const string CreateScript = """
        if redis.call('SETNX', KEYS[1], ARGV[2]) == 0 then return 0 end
        redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
        redis.call('RPUSH', KEYS[3], ARGV[1])
        return 1
        """;

    /// <summary>Adds a run and queues it, both or neither. False when the id is taken.</summary>
    public async Task<bool> Create<T>(string runId, T document, DateTimeOffset now) =>
        (int)await store.Call("EVALSHA", db => db.ScriptEvaluateAsync(
            CreateScript,
            [store.Keys.Run(runId), store.Keys.Runs, store.Keys.RunQueue],
            [runId, LabStore.ToJson(document), now.ToUnixTimeMilliseconds()])) == 1;

    /// <summary>Replaces a run's document.</summary>
    public Task Save<T>(string runId, T document) =>
        store.Call("SET", db => db.StringSetAsync(store.Keys.Run(runId), LabStore.ToJson(document)));

    /// <summary>A run's document; default when there is no such run.</summary>
    public async Task<T?> Load<T>(string runId)
    {
        var document = await store.Call("GET", db => db.StringGetAsync(store.Keys.Run(runId)));
        return document.IsNull ? default : LabStore.FromJson<T>(document);
    }

    /// <summary>Run ids, the newest first.</summary>
    public async Task<IReadOnlyList<string>> List(int most = 200) =>
        [.. (await store.Call("ZREVRANGE", db => db.SortedSetRangeByRankAsync(store.Keys.Runs, 0, most - 1, Order.Descending))).Select(v => v.ToString())];

    /// <summary>The run at the head of the queue; it stays there until <see cref="Dequeue"/>. Null when none waits.</summary>
    public async Task<string?> Next()
    {
        var head = await store.Call("LINDEX", db => db.ListGetByIndexAsync(store.Keys.RunQueue, 0));
        return head.IsNull ? null : head.ToString();
    }

    /// <summary>Takes a run out of the queue.</summary>
    public Task Dequeue(string runId) => store.Call("LREM", db => db.ListRemoveAsync(store.Keys.RunQueue, runId));

    /// <summary>Writes a trial's document.</summary>
    public Task SaveTrial<T>(string runId, int number, T document) =>
        store.Call("HSET", db => db.HashSetAsync(store.Keys.Trials(runId), number, LabStore.ToJson(document)));

    /// <summary>A run's trials in order of their numbers.</summary>
    public async Task<IReadOnlyList<T>> Trials<T>(string runId) =>
        [.. (await store.Call("HGETALL", db => db.HashGetAllAsync(store.Keys.Trials(runId))))
            .OrderBy(e => (int)e.Name)
            .Select(e => LabStore.FromJson<T>(e.Value))];

    /// <summary>Remembers what the user has agreed to for a target; replaces what was agreed to before.</summary>
    public Task Agree<T>(string target, T agreement) =>
        store.Call("SET", db => db.StringSetAsync(store.Keys.Agreement(target), LabStore.ToJson(agreement)));

    /// <summary>What the user has agreed to for a target; default for nothing.</summary>
    public async Task<T?> Agreement<T>(string target)
    {
        var agreement = await store.Call("GET", db => db.StringGetAsync(store.Keys.Agreement(target)));
        return agreement.IsNull ? default : LabStore.FromJson<T>(agreement);
    }

    /// <summary>Notes what will have to be undone, before it is done.</summary>
    public Task NoteUndo<T>(string runId, string key, T document) =>
        store.Call("HSET", db => db.HashSetAsync(store.Keys.Undo(runId), key, LabStore.ToJson(document)));

    /// <summary>Strikes out what was undone.</summary>
    public Task ClearUndo(string runId, string key) => store.Call("HDEL", db => db.HashDeleteAsync(store.Keys.Undo(runId), key));

    /// <summary>What still has to be undone for a run, by key.</summary>
    public async Task<IReadOnlyDictionary<string, T>> Undo<T>(string runId) =>
        (await store.Call("HGETALL", db => db.HashGetAllAsync(store.Keys.Undo(runId))))
            .ToDictionary(e => e.Name.ToString(), e => LabStore.FromJson<T>(e.Value));
}
