namespace Lab.LoadGenerator.Work;

/// <summary>Watches how late this process is: the lateness of a 20 ms timer, and the collector's pauses. A generator that is late sees failures that are its own.</summary>
internal sealed class Lateness(TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly HashSet<Watch> _watches = [];
    private long _lastTick = clock.GetTimestamp();

    /// <summary>The lateness of the last tick.</summary>
    public TimeSpan Last { get; private set; }

    /// <summary>Begins to watch for a lane.</summary>
    public Watch Begin()
    {
        var watch = new Watch(this);
        lock (_gate)
        {
            _watches.Add(watch);
        }

        return watch;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var paused = GC.GetTotalPauseDuration();
        Volatile.Write(ref _lastTick, clock.GetTimestamp());
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Tick, clock, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            var now = clock.GetTimestamp();
            var late = clock.GetElapsedTime(Volatile.Read(ref _lastTick), now) - Tick;
            var pauses = GC.GetTotalPauseDuration();
            Record(Max(late, pauses - paused));
            paused = pauses;
            Volatile.Write(ref _lastTick, now);
        }
    }

    private void Record(TimeSpan late)
    {
        Last = Max(late, TimeSpan.Zero);
        lock (_gate)
        {
            foreach (var watch in _watches)
            {
                watch.Worst = Max(watch.Worst, Last);
            }
        }
    }

    private TimeSpan End(Watch watch)
    {
        lock (_gate)
        {
            _watches.Remove(watch);
        }

        // A tick that is overdue at this moment counts too.
        var overdue = clock.GetElapsedTime(Volatile.Read(ref _lastTick)) - Tick;
        return Max(watch.Worst, overdue);
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    /// <summary>One lane's watch.</summary>
    internal sealed class Watch(Lateness lateness)
    {
        internal TimeSpan Worst { get; set; }

        /// <summary>Ends it and tells the worst lateness of its time.</summary>
        public TimeSpan End() => lateness.End(this);
    }
}
