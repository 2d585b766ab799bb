using Lab.Contracts;
using StackExchange.Redis;

namespace Lab.State;

/// <summary>The spans of failed calls, collected from every service and kept with the run.</summary>
public sealed class EvidenceStore(LabStore store)
{
    private const string WantScript = """
        if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 0 then
          if redis.call('SCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
          redis.call('SADD', KEYS[1], ARGV[1])
        end
        redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
        redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[4])
        return 1
        """;

    /// <summary>How many traces a run keeps; the failed calls beyond it keep their numbers and lose their spans.</summary>
    public const int TracesPerRun = 2000;

    /// <summary>How long services look out for the spans of a trace that was asked for.</summary>
    public static readonly TimeSpan LookOut = TimeSpan.FromSeconds(60);

    /// <summary>Asks every service for its spans of a trace. False when the run keeps as many as it may.</summary>
    public async Task<bool> Want(string runId, string traceId, DateTimeOffset now) =>
        (int)await store.Call("EVALSHA", db => db.ScriptEvaluateAsync(
            WantScript,
            [store.Keys.RunTraces(runId), store.Keys.WantedTraces],
            [traceId, now.ToUnixTimeMilliseconds(), TracesPerRun, now.Subtract(LookOut).ToUnixTimeMilliseconds()])) == 1;

    /// <summary>The traces asked for since a moment.</summary>
    public async Task<IReadOnlyList<string>> WantedSince(DateTimeOffset since) =>
        [.. (await store.Call("ZRANGEBYSCORE", db => db.SortedSetRangeByScoreAsync(store.Keys.WantedTraces, since.ToUnixTimeMilliseconds()))).Select(v => v.ToString())];

    /// <summary>Hands in all that an instance has of a trace; replaces what it had handed in before.</summary>
    public Task Save(string traceId, string instance, IReadOnlyCollection<SpanRecord> spans) =>
        store.Call("HSET", db => db.HashSetAsync(store.Keys.Trace(traceId), instance, LabStore.ToJson(spans)));

    /// <summary>The spans of a trace, in order of their start; empty when none are kept.</summary>
    public async Task<IReadOnlyList<SpanRecord>> Trace(string traceId) =>
        [.. (await store.Call("HVALS", db => db.HashValuesAsync(store.Keys.Trace(traceId))))
            .SelectMany(LabStore.FromJson<SpanRecord[]>)
            .DistinctBy(s => s.SpanId)
            .OrderBy(s => s.StartedAt)];
}
