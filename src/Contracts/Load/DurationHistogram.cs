using System.Numerics;
using System.Text.Json.Serialization;

namespace Lab.Contracts;

/// <summary>Durations as counts in fixed buckets, ten to a decade from 0.1 ms to 1,000 s: any two can be added.</summary>
public sealed class DurationHistogram
{
    private const int PerDecade = 10;
    private const int Decades = 7;
    private const double LeastSeconds = 0.0001;

    /// <summary>How many buckets there are: one below the least bound, one above the most.</summary>
    public const int Buckets = (PerDecade * Decades) + 2;

    /// <summary>Upper bounds in ticks, exclusive; the last bucket has none.</summary>
    private static readonly long[] Bounds = [.. Enumerable.Range(0, Buckets - 1).Select(b => (long)Math.Ceiling(TimeSpan.TicksPerSecond * LeastSeconds * Math.Pow(10, (double)b / PerDecade))), long.MaxValue];

    /// <summary>The bucket of the least number with so many bits: at most four buckets share a power of two, so that few bounds have to be looked at.</summary>
    private static readonly byte[] FirstOfBits = [.. Enumerable.Range(0, 64).Select(bits => (byte)Array.FindIndex(Bounds, bound => (bits == 0 ? 0 : 1L << (bits - 1)) < bound))];

    /// <summary>An empty histogram.</summary>
    public DurationHistogram() => Counts = new long[Buckets];

    /// <summary>One with the counts given; as many as there are buckets.</summary>
    [JsonConstructor]
    public DurationHistogram(long[] counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentOutOfRangeException.ThrowIfNotEqual(counts.Length, Buckets);
        Counts = counts;
    }

    /// <summary>The counts, by bucket.</summary>
    public long[] Counts { get; }

    /// <summary>How many durations it holds.</summary>
    [JsonIgnore]
    public long Count => Counts.Sum();

    /// <summary>Counts a duration; one below zero counts as zero.</summary>
    public void Add(TimeSpan duration) => Counts[BucketOf(duration)]++;

    /// <summary>The bucket that a duration falls into. Without a logarithm, since it is asked at every read of every stream.</summary>
    public static int BucketOf(TimeSpan duration)
    {
        var ticks = Math.Max(0, duration.Ticks);
        int bucket = FirstOfBits[64 - BitOperations.LeadingZeroCount((ulong)ticks)];
        while (ticks >= Bounds[bucket] && bucket < Buckets - 1)
        {
            bucket++;
        }

        return bucket;
    }

    /// <summary>Adds another's counts to this one's.</summary>
    public void Add(DurationHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            Counts[bucket] += other.Counts[bucket];
        }
    }

    /// <summary>The duration below which a share in 0..1 of the counted lie: the upper bound of its bucket, so at most 26 % too high. Null when empty.</summary>
    public TimeSpan? Quantile(double share)
    {
        var rank = (long)Math.Ceiling(share * Count);
        long seen = 0;
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            seen += Counts[bucket];
            if (seen >= rank && seen > 0)
            {
                return UpperBound(bucket);
            }
        }

        return null;
    }

    /// <summary>The upper bound of a bucket.</summary>
    public static TimeSpan UpperBound(int bucket) => TimeSpan.FromSeconds(LeastSeconds * Math.Pow(10, (double)bucket / PerDecade));
}
