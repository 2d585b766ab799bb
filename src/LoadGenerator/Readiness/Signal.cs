using System.Threading.Tasks.Sources;

namespace Lab.LoadGenerator.Readiness;

/// <summary>Lets one who waits for an event meet it, whichever of the two comes first; without a lock and without an allocation.</summary>
internal sealed class Signal : IValueTaskSource
{
    private const int Nothing = 0;
    private const int Seen = 1;
    private const int Awaited = 2;
    private const int Over = 3;

    private ManualResetValueTaskSourceCore<bool> _core;
    private int _state;

    /// <summary>Waits for the event, one at a time; comes back at once when it has been seen already, or is over.</summary>
    public ValueTask Wait()
    {
        if (Volatile.Read(ref _state) == Nothing)
        {
            _core.Reset();
            if (Interlocked.CompareExchange(ref _state, Awaited, Nothing) == Nothing)
            {
                return new ValueTask(this, _core.Version);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>As <see cref="IReader.Touch"/>.</summary>
    public int Touch() => _state + _core.Version;

    /// <summary>Forgets an event that was seen: who looks for himself afterwards misses nothing.</summary>
    public void Forget()
    {
        if (Volatile.Read(ref _state) == Seen)
        {
            Interlocked.CompareExchange(ref _state, Nothing, Seen);
        }
    }

    /// <summary>The event has come: who waited goes on here and now.</summary>
    public void Happened()
    {
        while (true)
        {
            switch (Interlocked.CompareExchange(ref _state, Nothing, Awaited))
            {
                case Awaited:
                    _core.SetResult(true);
                    return;
                case Nothing when Interlocked.CompareExchange(ref _state, Seen, Nothing) != Nothing:
                    continue;
                default:
                    return;
            }
        }
    }

    /// <summary>Nothing will come any more: who waited goes on, but not here, since whoever ends it has other things to do.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref _state, Over) == Awaited)
        {
            _core.RunContinuationsAsynchronously = true;
            _core.SetResult(false);
        }
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
