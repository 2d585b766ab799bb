using System.Globalization;
using StackExchange.Redis;

namespace Lab.State;

/// <summary>Ceilings on a run's requests and tokens, and its pace, kept in the store over all replicas and asked before each request, so that they cannot be overrun.</summary>
public sealed class RequestBudget(LabStore store)
{
    /// <summary>Both counters are looked at before either is touched.</summary>
    private const string TakeScript = """
        if ARGV[1] ~= '' and tonumber(redis.call('GET', KEYS[1]) or '0') >= tonumber(ARGV[1]) then return 1 end
        if ARGV[2] ~= '' and tonumber(redis.call('GET', KEYS[2]) or '0') + tonumber(ARGV[3]) > tonumber(ARGV[2]) then return 2 end
        if ARGV[1] ~= '' then redis.call('INCR', KEYS[1]) end
        if ARGV[2] ~= '' then redis.call('INCRBY', KEYS[2], ARGV[3]) end
        return 0
        """;

    /// <summary>Requests go out one interval apart, by the store's clock. A slot that was missed may be made up for within a short while, or a worker that wakes a little late each time would fall below the pace.</summary>
    private const string PaceScript = """
        local time = redis.call('TIME')
        local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
        local next = tonumber(redis.call('GET', KEYS[1]) or '0')
        if next < now - tonumber(ARGV[2]) then next = now - tonumber(ARGV[2]) end
        redis.call('SET', KEYS[1], string.format('%.0f', next + tonumber(ARGV[1])), 'PX', ARGV[3])
        if next <= now then return 0 end
        return math.ceil(next - now)
        """;

    private static readonly TimeSpan CatchUp = TimeSpan.FromMilliseconds(50);

    /// <summary>Takes one request and the tokens that it may use at most from the budget; all of it or nothing.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="maxRequests">Its ceiling of requests; null is none, and none are counted.</param>
    /// <param name="maxTokens">Its ceiling of tokens; null is none, and none are counted.</param>
    /// <param name="tokens">What the request may use at most.</param>
    /// <exception cref="StoreUnavailableException">Nobody knows what is left.</exception>
    public async Task<BudgetAnswer> Take(string runId, long? maxRequests, long? maxTokens = null, long tokens = 0) =>
        (BudgetAnswer)(int)await store.Call("EVALSHA", db => db.ScriptEvaluateAsync(
            TakeScript,
            [store.Keys.Requests(runId), store.Keys.Tokens(runId)],
            [Text(maxRequests), Text(maxTokens), tokens]));

    /// <summary>Puts what a request used in the place of what was taken for it. It may be more than that: then it is counted all the same.</summary>
    public Task Settle(string runId, long taken, long used) =>
        store.Call("INCRBY", db => db.StringIncrementAsync(store.Keys.Tokens(runId), used - taken));

    /// <summary>Gives a request back that was never sent.</summary>
    public async Task GiveBack(string runId, bool request, long tokens)
    {
        if (request)
        {
            await store.Call("DECR", db => db.StringDecrementAsync(store.Keys.Requests(runId)));
        }

        if (tokens > 0)
        {
            await Settle(runId, tokens, 0);
        }
    }

    /// <summary>Takes the run's next slot, and tells how long to wait for it.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="perSecond">Requests a second; more than 0.</param>
    public async Task<TimeSpan> Pace(string runId, double perSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perSecond);
        var interval = TimeSpan.FromSeconds(1 / perSecond);
        var wait = await store.Call("EVALSHA", db => db.ScriptEvaluateAsync(
            PaceScript,
            [store.Keys.Pace(runId)],
            [(long)interval.TotalMicroseconds, (long)CatchUp.TotalMicroseconds, (long)(interval * 2).TotalMilliseconds + 60_000]));
        return TimeSpan.FromMicroseconds((long)wait);
    }

    /// <summary>Requests taken so far.</summary>
    public Task<long> Taken(string runId) => Count(store.Keys.Requests(runId));

    /// <summary>Tokens taken so far: used, or held by requests under way.</summary>
    public Task<long> TokensTaken(string runId) => Count(store.Keys.Tokens(runId));

    private async Task<long> Count(string key)
    {
        var taken = await store.Call("GET", db => db.StringGetAsync(key));
        return taken.IsNull ? 0 : (long)taken;
    }

    private static RedisValue Text(long? number) => number is { } some ? some.ToString(CultureInfo.InvariantCulture) : "";
}

/// <summary>Whether a request may be sent.</summary>
public enum BudgetAnswer
{
    /// <summary>It may.</summary>
    Granted,

    /// <summary>The run's requests are used up.</summary>
    NoRequests,

    /// <summary>What it may use at most is more than the run's tokens have left.</summary>
    NoTokens,
}
