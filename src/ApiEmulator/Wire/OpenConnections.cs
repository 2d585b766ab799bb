namespace Lab.ApiEmulator.Wire;

/// <summary>Numbers clients' connections, and knows how many are open.</summary>
internal sealed class OpenConnections
{
    private long _last;
    private int _count;

    /// <summary>Connections open now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Counts one in and gives it its number, from 1.</summary>
    public long Enter()
    {
        Interlocked.Increment(ref _count);
        return Interlocked.Increment(ref _last);
    }

    /// <summary>Counts one out.</summary>
    public void Leave() => Interlocked.Decrement(ref _count);
}
