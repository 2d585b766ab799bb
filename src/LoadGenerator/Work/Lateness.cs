using Lab.Contracts;

namespace Lab.LoadGenerator.Work;

/// <summary>Watches how late this process is by its own doing, every 20 ms: its timers, the collector's pauses, and the wait of work for a thread. A generator that is late sees failures that are its own.</summary>
/// <remarks>It has a thread to itself: a timer of the pool could not tell a late timer from a pool without a free thread.</remarks>
internal sealed class Lateness(TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private static readonly GeneratorLateness None = new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly HashSet<Watch> _watches = [];
    private long _lastTick = clock.GetTimestamp();
    private long _probeQueuedAt;
    private long _probeWaited;

    /// <summary>What the last tick saw.</summary>
    public GeneratorLateness Latest { get; private set; } = None;

    /// <summary>The worst of the last tick.</summary>
    public TimeSpan Last => Latest.Worst;

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

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Volatile.Write(ref _lastTick, clock.GetTimestamp());
        return Task.Factory.StartNew(() => Watching(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Watching(CancellationToken stopping)
    {
        var paused = GC.GetTotalPauseDuration();
        while (!stopping.WaitHandle.WaitOne(Tick))
        {
            var now = clock.GetTimestamp();
            var late = clock.GetElapsedTime(Volatile.Read(ref _lastTick), now) - Tick;
            var pauses = GC.GetTotalPauseDuration();
            Record(new GeneratorLateness(Max(late, TimeSpan.Zero), pauses - paused, PoolWait(now)));
            paused = pauses;
            Volatile.Write(ref _lastTick, now);
            QueueProbe(now);
        }
    }

    /// <summary>Puts a piece of work in the pool that does nothing but tell how long it waited; one at a time.</summary>
    private void QueueProbe(long now)
    {
        if (Interlocked.CompareExchange(ref _probeQueuedAt, now, 0) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static lateness =>
                {
                    Volatile.Write(ref lateness._probeWaited, Math.Max(1, lateness.Now() - Volatile.Read(ref lateness._probeQueuedAt)));
                    Volatile.Write(ref lateness._probeQueuedAt, 0);
                },
                this,
                preferLocal: false);
        }
    }

    private long Now() => clock.GetTimestamp();

    /// <summary>How long the probe has waited: the one under way until now, or the last one in all.</summary>
    private TimeSpan PoolWait(long now) => clock.GetElapsedTime(0, Math.Max(0, Volatile.Read(ref _probeQueuedAt) is not 0 and var queued ? now - queued : Volatile.Read(ref _probeWaited)));

    private void Record(GeneratorLateness late)
    {
        lock (_gate)
        {
            Latest = late;
            foreach (var watch in _watches)
            {
                watch.Worst = Worse(watch.Worst, late);
            }
        }
    }

    private GeneratorLateness End(Watch watch)
    {
        lock (_gate)
        {
            _watches.Remove(watch);
        }

        // What is overdue at this moment counts too.
        var now = Now();
        var overdue = clock.GetElapsedTime(Volatile.Read(ref _lastTick), now) - Tick;
        return Worse(watch.Worst, new GeneratorLateness(Max(overdue, TimeSpan.Zero), TimeSpan.Zero, PoolWait(now)));
    }

    private static GeneratorLateness Worse(GeneratorLateness a, GeneratorLateness b) => new(Max(a.Timer, b.Timer), Max(a.Collector, b.Collector), Max(a.Pool, b.Pool));

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    /// <summary>One lane's watch.</summary>
    internal sealed class Watch(Lateness lateness)
    {
        internal GeneratorLateness Worst { get; set; } = None;

        /// <summary>Ends it and tells the worst lateness of its time.</summary>
        public GeneratorLateness End() => lateness.End(this);
    }
}
