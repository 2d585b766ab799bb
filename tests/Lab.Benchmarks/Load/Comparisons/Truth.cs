namespace Lab.Benchmarks.Load.Comparisons;

/// <summary>How far the reported time to the first byte is from the moment when the server sent it.</summary>
internal static class Truth
{
    public static async Task<IReadOnlyList<Finding>> Run(Bench bench)
    {
        await using var server = await bench.Serve();
        var own = new List<PacedFigures>();
        for (var round = 0; round < Math.Min(3, bench.Rounds); round++)
        {
            own.Add(new PacedFigures(await bench.Client(Bench.ClientCore, true, "paced", "traced", server.Port, 1_000, 4, 20, 100_000, 5_000, 2_000)));
        }

        return [Finding.AtMost("p99 of |reported - true|", Bench.Median(own.Select(o => o.FirstEventError)), 5, " ms", "all calls of four turns that the streams begin within two seconds, the first with its connects")];
    }
}
