namespace Lab.Benchmarks.Load.Comparisons;

/// <summary>Very many slow streams, on all cores, together with their server.</summary>
internal static class Crowd
{
    private const int Sessions = 10_000;

    public static async Task<IReadOnlyList<Finding>> Run(Bench bench)
    {
        if (OpenFiles.TooFewFor(Sessions) is { } reason)
        {
            return [Finding.Missing("10,000 sessions", reason)];
        }

        await using var server = await bench.Serve(pinned: false);
        var own = new List<PacedFigures>();
        for (var round = 0; round < Math.Min(3, bench.Rounds); round++)
        {
            own.Add(new PacedFigures(await bench.Client(null, true, "paced", "traced", server.Port, Sessions, 3, 25, 200_000, 20_000)));
        }

        return
        [
            Finding.AtMost("errors of our own", own.Sum(o => o.Failures), 0, "", $"{own.Sum(o => o.Events):N0} events; the generator's own clock at worst {own.Max(o => o.WorstOwn):0} ms late"),
            Finding.AtMost("p99 event lateness", Bench.Median(own.Select(o => o.P99)), 50, " ms", $"p50 {Bench.Median(own.Select(o => o.P50)):0.0} ms, {Bench.Median(own.Select(o => o.CpuPerMillion)):0.00} CPU s/M events"),
        ];
    }
}
