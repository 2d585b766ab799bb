namespace Lab.ApiEmulator.Pacing;

/// <summary>Wakes paced replies at the moments they name: one timer for all of them, since a timer for each event costs more than the event.</summary>
internal sealed class PaceClock : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>Replies that one piece of work on the pool goes on with: thousands of streams would wake a thread for each event otherwise.</summary>
    private const int Together = 16;

    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly PriorityQueue<PacedWait, long> _waiting = new();
    private readonly ITimer _timer;
    private long _armedFor = long.MaxValue;

    public PaceClock(TimeProvider clock)
    {
        _clock = clock;
        _timer = clock.CreateTimer(static state => ((PaceClock)state!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The moment, in the clock's timestamps.</summary>
    public long Now => _clock.GetTimestamp();

    /// <summary>A duration in the clock's timestamps.</summary>
    public long Stamps(TimeSpan duration) => (long)(duration.Ticks * (double)_clock.TimestampFrequency / TimeSpan.TicksPerSecond);

    /// <summary>From one moment to another; negative when that was before.</summary>
    public TimeSpan Between(long from, long to) => _clock.GetElapsedTime(from, to);

    /// <summary>Waits until a moment; comes back at once when it has passed. A wait object serves one wait at a time.</summary>
    public ValueTask Until(long due, PacedWait wait)
    {
        if (due <= Now)
        {
            return ValueTask.CompletedTask;
        }

        wait.Reset();
        var task = wait.Task;
        lock (_gate)
        {
            _waiting.Enqueue(wait, due);
            if (due < _armedFor)
            {
                Arm(due);
            }
        }

        return task;
    }

    /// <summary>Waits for a time, never less, unless it is cancelled.</summary>
    public async Task Sleep(TimeSpan time, CancellationToken cancellation)
    {
        var start = Now;
        for (var rest = time; rest > TimeSpan.Zero; rest = time - _clock.GetElapsedTime(start))
        {
            // Timers count whole milliseconds and may be early by one.
            await Task.Delay(rest < Tick ? Tick : rest, _clock, cancellation);
        }
    }

    /// <summary>As <see cref="Sleep"/>, but a cancellation only ends it early.</summary>
    public async Task Rest(TimeSpan time, CancellationToken cancellation)
    {
        try
        {
            await Sleep(time, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Then at once.
        }
    }

    /// <summary>Waits until a moment, never less, unless it is cancelled; comes back at once when it has passed.</summary>
    public async ValueTask SleepUntil(long due, CancellationToken cancellation)
    {
        for (var now = Now; now < due; now = Now)
        {
            await Sleep(_clock.GetElapsedTime(now, due), cancellation);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Wake()
    {
        List<PacedWait>? due = null;
        lock (_gate)
        {
            var now = Now;
            while (_waiting.TryPeek(out var wait, out var at) && at <= now)
            {
                _waiting.Dequeue();
                (due ??= []).Add(wait);
            }

            _armedFor = long.MaxValue;
            if (_waiting.TryPeek(out _, out var next))
            {
                Arm(next);
            }
        }

        for (var from = 0; from < due?.Count; from += Together)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static share => Complete(share), new Share(due, from, Math.Min(due.Count, from + Together)), preferLocal: false);
        }
    }

    private static void Complete(Share share)
    {
        var clean = ExecutionContext.Capture()!;
        for (var index = share.From; index < share.To; index++)
        {
            share.Due[index].Complete();

            // What one reply left in the thread's context is none of the next one's business.
            ExecutionContext.Restore(clean);
        }
    }

    private void Arm(long due)
    {
        _armedFor = due;

        // Rounded up to the timers' own milliseconds: an event is late by a little, never early.
        var rest = _clock.GetElapsedTime(Now, due);
        var ticks = Math.Max(1, (long)Math.Ceiling(rest / Tick));
        _timer.Change(Tick * ticks, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A part of the waits that were due at once.</summary>
    private sealed record Share(List<PacedWait> Due, int From, int To);
}
