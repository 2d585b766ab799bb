using Lab.State;
using StackExchange.Redis;

namespace Lab.LoadGenerator.Work;

/// <summary>Knows whether the store answers, and says so once when that changes.</summary>
internal sealed class StoreContact(ILogger<StoreContact> logger)
{
    private int _isAway;

    public bool IsAwayNow => Volatile.Read(ref _isAway) == 1;

    /// <summary>Whether an exception says that the store is away or not ready (loading its data, say).</summary>
    public static bool IsAway(Exception exception) => exception is StoreUnavailableException or RedisException or RedisTimeoutException;

    public void Away(Exception exception)
    {
        if (Interlocked.Exchange(ref _isAway, 1) == 0)
        {
            logger.LogWarning("The store is away; lanes go on, and their results are kept until it is back. {Reason}", exception.Message);
        }
    }

    public void Back()
    {
        if (Interlocked.Exchange(ref _isAway, 0) == 1)
        {
            logger.LogInformation("The store is back.");
        }
    }
}
