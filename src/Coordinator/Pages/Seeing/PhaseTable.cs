using Lab.Contracts;

namespace Lab.Coordinator.Pages.Seeing;

/// <summary>The latest looks at the newest target as a table: a row for each probe and family, its looks from old to new.</summary>
internal sealed class PhaseTable
{
    private const int Looks = 24;

    private static readonly string[] Order = ["dns", "tcp", "tls", "http"];

    public PhaseTable(IReadOnlyList<Observation> observations)
    {
        ArgumentNullException.ThrowIfNull(observations);

        Target = observations.LastOrDefault(o => o.Target is not null)?.Target;
        var looks = observations.Where(o => Target is not null && o.Target == Target).TakeLast(Looks).ToArray();
        Rows =
        [
            .. looks.SelectMany(o => o.Readings.Select(r => (o.At, Reading: r)))
                .GroupBy(r => (r.Reading.Probe, r.Reading.Family))
                .OrderBy(g => Rank(g.Key.Probe)).ThenBy(g => g.Key.Probe, StringComparer.Ordinal).ThenBy(g => g.Key.Family, StringComparer.Ordinal)
                .Select(g => new PhaseRow(g.Key.Probe, g.Key.Family, [.. g.OrderBy(r => r.At)])),
        ];
    }

    /// <summary>What was looked at; null when only the host was.</summary>
    public Uri? Target { get; }

    /// <summary>The rows, from the outside in.</summary>
    public IReadOnlyList<PhaseRow> Rows { get; }

    private static int Rank(string probe) => Array.IndexOf(Order, probe) is >= 0 and var place ? place : Order.Length;
}

/// <summary>A probe's readings of one family.</summary>
/// <param name="Probe">The probe.</param>
/// <param name="Family">The family; null where it does not apply.</param>
/// <param name="Readings">Its readings, the newest last; one or more.</param>
internal sealed record PhaseRow(string Probe, string? Family, IReadOnlyList<(DateTimeOffset At, ProbeReading Reading)> Readings)
{
    /// <summary>The newest.</summary>
    public ProbeReading Latest => Readings[^1].Reading;

    /// <summary>How many failed.</summary>
    public int Failed => Readings.Count(r => r.Reading.Failure is not null);

    /// <summary>How high a reading's bar is, in percent of the row's longest, by the root so that short ones can be seen.</summary>
    public double Height(ProbeReading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);

        var longest = Readings.Max(r => r.Reading.Duration);
        return longest <= TimeSpan.Zero ? 10 : 10 + (90 * Math.Sqrt(Math.Max(0, reading.Duration / longest)));
    }
}
