using System.Diagnostics;

namespace Lab.Ballast;

/// <summary>Keeps processors busy: a thread for each whole core, and one with a duty cycle for the rest.</summary>
internal sealed class Burner(double cores, CancellationToken stopped)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    /// <summary>What a thread that got no processor may make up for; the rest is lost, as it would be to a guest.</summary>
    private static readonly TimeSpan MostOwed = Period * 5;

    private static ulong _sink;

    private readonly long[] _used = new long[(int)Math.Ceiling(cores)];
    private long _overhead;

    /// <summary>Begins; the threads end with the token or the process.</summary>
    public void Start()
    {
        var whole = (int)Math.Floor(cores);
        for (var i = 0; i < whole; i++)
        {
            var thread = i;
            Begin($"burn-{i}", () => BurnAll(thread));
        }

        if (cores - whole is > 0 and var share)
        {
            Begin("burn-share", () => BurnShare(share));
        }
    }

    /// <summary>Takes note of what the whole process has used since the start: what is not burned here counts as burned too.</summary>
    public void Account(TimeSpan total) => Volatile.Write(ref _overhead, Math.Max(0, total.Ticks - Enumerable.Range(0, _used.Length).Sum(i => Volatile.Read(ref _used[i]))));

    private static void Begin(string name, ThreadStart burn) => new Thread(burn) { IsBackground = true, Name = name }.Start();

    private void BurnAll(int thread)
    {
        while (!stopped.IsCancellationRequested)
        {
            Work();
            Volatile.Write(ref _used[thread], ThreadTime.Now().Ticks);
        }
    }

    /// <summary>Works until it has used its share of the time that passed, by its own processor time, and sleeps for the rest of each period.</summary>
    private void BurnShare(double share)
    {
        var began = Stopwatch.GetTimestamp();
        var lost = TimeSpan.Zero;
        while (!stopped.IsCancellationRequested)
        {
            var elapsed = Stopwatch.GetElapsedTime(began);
            var overhead = TimeSpan.FromTicks(Volatile.Read(ref _overhead));
            var owed = ((elapsed + Period) * share) - ThreadTime.Now() - overhead - lost;
            if (owed > MostOwed)
            {
                lost += owed - MostOwed;
                owed = MostOwed;
            }

            for (var until = ThreadTime.Now() + owed; ThreadTime.Now() < until && !stopped.IsCancellationRequested;)
            {
                Work();
            }

            Volatile.Write(ref _used[^1], ThreadTime.Now().Ticks);
            if (elapsed + Period - Stopwatch.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
            {
                stopped.WaitHandle.WaitOne(left);
            }
        }
    }

    /// <summary>Some microseconds of arithmetic: a pause instruction would leave the core's other thread more than a guest at work does.</summary>
    private static void Work()
    {
        var x = Volatile.Read(ref _sink) | 1;
        for (var i = 0; i < 10_000; i++)
        {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
        }

        Volatile.Write(ref _sink, x);
    }
}
