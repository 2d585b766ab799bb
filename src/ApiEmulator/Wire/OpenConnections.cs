namespace Lab.ApiEmulator.Wire;

/// <summary>Numbers clients' connections, and knows how many are open: the sessions' own, and those of the lab's control.</summary>
internal sealed class OpenConnections
{
    private long _last;
    private int _sessions;
    private int _control;

    /// <summary>Connections open now at the sessions' endpoints.</summary>
    public int Sessions => Volatile.Read(ref _sessions);

    /// <summary>The open connections that a request's own is one of.</summary>
    public int Beside(ConnectionWire wire) => wire.Accepted is null ? Volatile.Read(ref _control) : Sessions;

    /// <summary>Told when one of the sessions' connections has come or gone.</summary>
    public event Action? Changed;

    /// <summary>Counts one of the control in and gives it its number, from 1.</summary>
    public long Enter()
    {
        Interlocked.Increment(ref _control);
        return Interlocked.Increment(ref _last);
    }

    /// <summary>Counts one of the control out.</summary>
    public void Leave() => Interlocked.Decrement(ref _control);

    /// <summary>Counts one of the sessions' in: its number, and how many are open with it.</summary>
    public (long Number, int Open) EnterSession()
    {
        var open = Interlocked.Increment(ref _sessions);
        var number = Interlocked.Increment(ref _last);
        Changed?.Invoke();
        return (number, open);
    }

    /// <summary>Counts one of the sessions' out.</summary>
    public void LeaveSession()
    {
        Interlocked.Decrement(ref _sessions);
        Changed?.Invoke();
    }
}
