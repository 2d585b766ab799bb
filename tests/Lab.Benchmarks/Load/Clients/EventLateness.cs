using System.Diagnostics;
using System.Globalization;
using Lab.LoadGenerator.Exchange;

namespace Lab.Benchmarks.Load.Clients;

/// <summary>How late each event of a paced stream was seen: the server says in its header when the first was due, and the others follow at the pace.</summary>
internal sealed class EventLateness(TimeSpan pace)
{
    private const int Buckets = 20_000;
    private const double PerMillisecond = 10;

    private readonly long _step = (long)(pace.TotalSeconds * Stopwatch.Frequency);
    private long[] _counts = new long[Buckets];

    public long Events => _counts.Sum();

    /// <summary>Begins anew.</summary>
    public void Clear() => _counts = new long[Buckets];

    /// <summary>Watches the replies of a conversation from now on.</summary>
    public void Watch(Reply reply)
    {
        long due = 0;
        var seen = 0;
        reply.Watch = now =>
        {
            var events = reply.Stream.Events;
            if (events < seen)
            {
                seen = 0;
            }

            if (seen == 0)
            {
                due = DueOf(reply.Head.RequestId);
            }

            for (; seen < events; seen++)
            {
                Add(now - due - (seen * _step));
            }
        };
    }

    /// <summary>As <see cref="Watch"/>, for a server that does not say when its events are due: each delta against the earliest of its stream, pace for pace.</summary>
    /// <param name="reply">The conversation's replies.</param>
    /// <param name="opening">Events before the first delta.</param>
    /// <param name="deltas">Deltas of a reply.</param>
    public void WatchSpread(Reply reply, int opening, int deltas)
    {
        var shifts = new long[deltas];
        var seen = 0;
        reply.Watch = now =>
        {
            var events = reply.Stream.Events;
            seen = events < seen ? 0 : seen;
            for (; seen < events; seen++)
            {
                var delta = seen - opening;
                if (delta >= 0 && delta < deltas)
                {
                    shifts[delta] = now - (delta * _step);
                }

                if (delta == deltas - 1)
                {
                    var least = shifts.Min();
                    foreach (var shift in shifts)
                    {
                        Add(shift - least);
                    }
                }
            }
        };
    }

    /// <summary>In milliseconds.</summary>
    public double Quantile(double share)
    {
        var rank = (long)(Events * share);
        long sum = 0;
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            sum += _counts[bucket];
            if (sum > rank)
            {
                return bucket / PerMillisecond;
            }
        }

        return Buckets / PerMillisecond;
    }

    private void Add(long late)
    {
        var bucket = late * PerMillisecond * 1_000 / Stopwatch.Frequency;
        Interlocked.Increment(ref _counts[(int)Math.Clamp(bucket, 0, Buckets - 1)]);
    }

    /// <summary>When the first event was due, in the clock's timestamps.</summary>
    private static long DueOf(string? requestId) => Stamp(requestId, 0);

    /// <summary>When the first event was sent.</summary>
    public static long SentOf(string? requestId) => Stamp(requestId, 1);

    private static long Stamp(string? requestId, int index) =>
        (long)(long.Parse(requestId!.Split('-')[index], CultureInfo.InvariantCulture) * (Stopwatch.Frequency / 1e9));
}
