using Lab.Contracts;
using StackExchange.Redis;

namespace Lab.State;

/// <summary>Load assignments on their way to the workers, and the results on their way back. Each result counts once, however often its assignment was run.</summary>
public sealed class LoadQueue(LabStore store)
{
    private const int PageOfResults = 200;

    private const string AssignScript = """
        if redis.call('SETNX', KEYS[1], '1') == 0 then return 0 end
        for i = 1, #ARGV do redis.call('RPUSH', KEYS[2], ARGV[i]) end
        return 1
        """;

    private const string FinishScript = """
        redis.call('LREM', KEYS[3], 1, ARGV[2])
        if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[3]) == 0 then return 0 end
        for i = 4, #ARGV do redis.call('RPUSH', KEYS[2], ARGV[i]) end
        return 1
        """;

    // A worker that holds something is in the set of workers, whatever became of its signs of life: only then is it ever found lost.
    private const string ClaimScript = """
        redis.call('SADD', KEYS[1], ARGV[1])
        local taken = {}
        for i = 1, tonumber(ARGV[2]) do
          local one = redis.call('LMOVE', KEYS[2], KEYS[3], 'LEFT', 'RIGHT')
          if not one then break end
          taken[i] = one
        end
        return taken
        """;

    // Silence is looked at again in the same step that takes the worker off, since it may have come back meanwhile.
    private const string ReturnScript = """
        if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
        local moved = 0
        while redis.call('LMOVE', KEYS[2], KEYS[3], 'RIGHT', 'LEFT') do moved = moved + 1 end
        redis.call('SREM', KEYS[4], ARGV[1])
        return moved
        """;

    /// <summary>How long a worker may be silent before it counts as lost.</summary>
    public static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(5);

    /// <summary>Puts a trial's assignments into the queue; a second time does nothing.</summary>
    public async Task Assign(string trialId, IReadOnlyCollection<LoadAssignment> assignments)
    {
        await store.Call("EVALSHA", db => db.ScriptEvaluateAsync(
            AssignScript,
            [store.Keys.Assigned(trialId), store.Keys.Pending],
            [.. assignments.Select(a => (RedisValue)LabStore.ToJson(a))]));
        await store.Call("PUBLISH", db => db.PublishAsync(RedisChannel.Literal(store.Keys.LoadAdded), trialId));
    }

    /// <summary>Takes the next assignment; null when there is none.</summary>
    public async Task<LoadAssignment?> Claim(string worker) => (await Claim(worker, 1)).FirstOrDefault();

    /// <summary>Takes the next assignments, so many at most; none when there is none.</summary>
    public async Task<IReadOnlyList<LoadAssignment>> Claim(string worker, int most)
    {
        var taken = (RedisValue[]?)await store.Call("EVALSHA", db => db.ScriptEvaluateAsync(
            ClaimScript, [store.Keys.Workers, store.Keys.Pending, store.Keys.Working(worker)], [worker, most]));
        return [.. (taken ?? []).Select(LabStore.FromJson<LoadAssignment>)];
    }

    /// <summary>Hands in a result with its failed calls. False when another worker had already handed one in: this one is then dropped whole.</summary>
    public async Task<bool> Finish(string worker, LoadAssignment assignment, LoadResult result, IEnumerable<Call> failedCalls)
    {
        ArgumentNullException.ThrowIfNull(assignment);

        // Counted here, so that nobody has to read all failed calls of a run to know how those of a trial failed.
        var failed = failedCalls.ToList();
        var signatures = failed.Where(c => c is { Purpose: CallPurpose.Turn, Failure: not null }).CountBy(c => c.Failure!.Signature).ToDictionary(s => s.Key, s => (long)s.Value);
        var counted = await store.Call("EVALSHA", db => db.ScriptEvaluateAsync(
            FinishScript,
            [store.Keys.Results(assignment.TrialId), store.Keys.Failures(assignment.RunId), store.Keys.Working(worker)],
            [assignment.Id, LabStore.ToJson(assignment), LabStore.ToJson(result with { Signatures = signatures }), .. failed.Select(c => (RedisValue)LabStore.ToJson(c))]));
        await store.Call("PUBLISH", db => db.PublishAsync(RedisChannel.Literal(store.Keys.LoadDone), assignment.TrialId));
        return (int)counted == 1;
    }

    /// <summary>A trial's results so far.</summary>
    public async Task<IReadOnlyList<LoadResult>> Results(string trialId)
    {
        // Page by page: ten thousand lanes' results are too much for one answer.
        var key = store.Keys.Results(trialId);
        var results = new List<LoadResult>();
        foreach (var page in (await store.Call("HKEYS", db => db.HashKeysAsync(key))).Chunk(PageOfResults))
        {
            var values = await store.Call("HMGET", db => db.HashGetAsync(key, page));
            results.AddRange(values.Where(v => !v.IsNull).Select(LabStore.FromJson<LoadResult>));
        }

        return results;
    }

    /// <summary>How many of a trial's results are there.</summary>
    public Task<long> ResultCount(string trialId) => store.Call("HLEN", db => db.HashLengthAsync(store.Keys.Results(trialId)));

    /// <summary>A run's failed calls, in the order in which they came in.</summary>
    public async Task<IReadOnlyList<Call>> Failures(string runId, int skip = 0, int? take = null)
    {
        var last = take is { } many ? skip + many - 1 : -1;
        return [.. (await store.Call("LRANGE", db => db.ListRangeAsync(store.Keys.Failures(runId), skip, last))).Select(LabStore.FromJson<Call>)];
    }

    /// <summary>Ends a trial's load: what nobody has taken is removed, and workers are told to drop what they have.</summary>
    public async Task Withdraw(string trialId)
    {
        await store.Call("SET", db => db.StringSetAsync(store.Keys.Withdrawn(trialId), "1", TimeSpan.FromHours(1)));
        foreach (var waiting in await store.Call("LRANGE", db => db.ListRangeAsync(store.Keys.Pending)))
        {
            if (LabStore.FromJson<LoadAssignment>(waiting).TrialId == trialId)
            {
                await store.Call("LREM", db => db.ListRemoveAsync(store.Keys.Pending, waiting));
            }
        }

        await store.Call("PUBLISH", db => db.PublishAsync(RedisChannel.Literal(store.Keys.LoadWithdrawn), trialId));
    }

    /// <summary>Whether a trial was withdrawn.</summary>
    public Task<bool> IsWithdrawn(string trialId) => store.Call("EXISTS", db => db.KeyExistsAsync(store.Keys.Withdrawn(trialId)));

    /// <summary>Drops an assignment that was withdrawn, without a result.</summary>
    public Task Drop(string worker, LoadAssignment assignment) =>
        store.Call("LREM", db => db.ListRemoveAsync(store.Keys.Working(worker), LabStore.ToJson(assignment), 1));

    /// <summary>What a worker has taken and not finished: after an answer of the store was lost, it may be more than the worker knows.</summary>
    public async Task<IReadOnlyList<LoadAssignment>> Held(string worker) =>
        [.. (await store.Call("LRANGE", db => db.ListRangeAsync(store.Keys.Working(worker)))).Select(LabStore.FromJson<LoadAssignment>)];

    /// <summary>Says that a worker is going: what it leaves behind is given to others at once, and not only when its sign of life has lapsed.</summary>
    public Task Leave(string worker) => store.Call("DEL", db => db.KeyDeleteAsync(store.Keys.WorkerAlive(worker)));

    /// <summary>A worker's sign of life, with what it says of itself; due more often than <see cref="SignOfLife"/>.</summary>
    public async Task SignalLife(WorkerInfo worker)
    {
        ArgumentNullException.ThrowIfNull(worker);

        // In this order: a worker in the set without a sign of life is a lost one.
        await store.Call("SET", db => db.StringSetAsync(store.Keys.WorkerAlive(worker.Name), LabStore.ToJson(worker), SignOfLife));
        await store.Call("SADD", db => db.SetAddAsync(store.Keys.Workers, worker.Name));
    }

    /// <summary>Workers that have given a sign of life lately.</summary>
    public async Task<IReadOnlyList<WorkerInfo>> Workers()
    {
        var alive = new List<WorkerInfo>();
        foreach (var worker in await WorkerNames())
        {
            var said = await store.Call("GET", db => db.StringGetAsync(store.Keys.WorkerAlive(worker)));
            if (!said.IsNull)
            {
                alive.Add(LabStore.FromJson<WorkerInfo>(said));
            }
        }

        return alive;
    }

    /// <summary>Gives what lost workers were running to others, and notes in each trial that this happened. Returns how many assignments it moved.</summary>
    public async Task<int> ReturnLost()
    {
        var moved = 0;
        foreach (var worker in await WorkerNames())
        {
            // Asked after the set was read: a worker that has just joined has given its sign of life before it.
            if (await IsAlive(worker))
            {
                continue;
            }

            // Noted before it is moved: one note too many voids a trial, one too few spoils it.
            foreach (var assignment in await Held(worker))
            {
                await store.Call("HINCRBY", db => db.HashIncrementAsync(store.Keys.Redelivered(assignment.TrialId), assignment.Id));
            }

            moved += (int)await store.Call("EVALSHA", db => db.ScriptEvaluateAsync(
                ReturnScript,
                [store.Keys.WorkerAlive(worker), store.Keys.Working(worker), store.Keys.Pending, store.Keys.Workers],
                [worker]));
        }

        if (moved > 0)
        {
            await store.Call("PUBLISH", db => db.PublishAsync(RedisChannel.Literal(store.Keys.LoadAdded), ""));
        }

        return moved;
    }

    /// <summary>How many of a trial's assignments were given out again because their worker was lost.</summary>
    public Task<long> RedeliveredCount(string trialId) => store.Call("HLEN", db => db.HashLengthAsync(store.Keys.Redelivered(trialId)));

    /// <summary>Calls back when assignments were added. A message can be missed: look every now and then as well.</summary>
    public Task<IAsyncDisposable> OnAdded(Action handle) => store.Subscribe(store.Keys.LoadAdded, _ => handle());

    /// <summary>Calls back with the trial's id when a result came in. A message can be missed: look every now and then as well.</summary>
    public Task<IAsyncDisposable> OnDone(Action<string> handle) => store.Subscribe(store.Keys.LoadDone, handle);

    /// <summary>Calls back with the trial's id when its load was withdrawn. A message can be missed: look every now and then as well.</summary>
    public Task<IAsyncDisposable> OnWithdrawn(Action<string> handle) => store.Subscribe(store.Keys.LoadWithdrawn, handle);

    private async Task<IReadOnlyList<string>> WorkerNames() =>
        [.. (await store.Call("SMEMBERS", db => db.SetMembersAsync(store.Keys.Workers))).Select(w => w.ToString())];

    private Task<bool> IsAlive(string worker) => store.Call("EXISTS", db => db.KeyExistsAsync(store.Keys.WorkerAlive(worker)));
}
