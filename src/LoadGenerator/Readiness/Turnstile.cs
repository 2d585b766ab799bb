namespace Lab.LoadGenerator.Readiness;

/// <summary>Lets one who waits for an event meet it, whichever of the two comes first; without a lock.</summary>
internal sealed class Turnstile
{
    private const int Nothing = 0;
    private const int Seen = 1;
    private const int Awaited = 2;
    private const int Over = 3;

    private int _state;

    public bool IsOver => Volatile.Read(ref _state) == Over;

    /// <summary>Forgets an event that was seen: who asks for the state itself afterwards misses nothing.</summary>
    public void Forget()
    {
        if (Volatile.Read(ref _state) == Seen)
        {
            Interlocked.CompareExchange(ref _state, Nothing, Seen);
        }
    }

    /// <summary>Begins to wait. False when the event has been seen already, or it is over.</summary>
    public bool TryWait() => Interlocked.CompareExchange(ref _state, Awaited, Nothing) == Nothing;

    /// <summary>The event has come. True when somebody waited, whose turn it is now.</summary>
    public bool Pass()
    {
        while (true)
        {
            switch (Interlocked.CompareExchange(ref _state, Nothing, Awaited))
            {
                case Awaited:
                    return true;
                case Nothing when Interlocked.CompareExchange(ref _state, Seen, Nothing) != Nothing:
                    continue;
                default:
                    return false;
            }
        }
    }

    /// <summary>Nothing will come any more. True when somebody waited, who has to be told.</summary>
    public bool End() => Interlocked.Exchange(ref _state, Over) == Awaited;
}
