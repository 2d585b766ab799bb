using Lab.Shell;

namespace Lab.Benchmarks.Load.Comparisons;

/// <summary>Streams at a model's pace, against the practical limit: epoll in C, which only counts.</summary>
internal static class Paced
{
    private const int Streams = 2_500;
    private const int Events = 100;
    private const int Microseconds = 40_000;
    private const int Body = 20_000;

    /// <summary>Of four seconds each: for so long the just-in-time compiler goes on, on one core.</summary>
    private const int WarmTurns = 4;

    public static async Task<IReadOnlyList<Finding>> Run(Bench bench)
    {
        await using var server = await bench.Serve();
        var (own, limit) = (new List<PacedFigures>(), new List<double[]>());
        for (var round = 0; round < bench.Rounds; round++)
        {
            own.Add(new PacedFigures(await bench.Client(Bench.ClientCore, true, "paced", "traced", server.Port, Streams, bench.IsQuick ? WarmTurns + 1 : WarmTurns + 3, Events, Microseconds, Body)));
            if (bench.Peers.PacedClient is { } client)
            {
                limit.Add(await bench.Numbers(bench.Placed(
                    Bench.ClientCore, client, [.. new object[] { server.Port, Streams, 2, Events, Microseconds, Body }.Select(Bench.Text)])));
            }
        }

        var cpu = Bench.Median(own.Select(o => o.CpuPerMillion));
        var note = $"ours {cpu:0.00} CPU s/M events";
        return
        [
            limit.Count == 0
                ? Finding.Missing("CPU to that of epoll in C", $"{bench.Peers.NoC}; {note}")
                : Finding.AtMost("CPU to that of epoll in C", cpu / Bench.Median(limit.Select(l => l[1] / l[0] * 1e6)), 1.3, "x", $"{note}; C {Bench.Median(limit.Select(l => l[1] / l[0] * 1e6)):0.00}"),
            Finding.AtMost("p99 event lateness", Bench.Median(own.Select(o => o.P99)), 20, " ms", limit.Count == 0 ? "" : $"C {Bench.Median(limit.Select(l => l[3])):0.0} ms; ours p50 {Bench.Median(own.Select(o => o.P50)):0.0} ms"),
            Finding.AtMost("errors of our own", own.Sum(o => o.Failures), 0, "", $"{own.Sum(o => o.Events):N0} events; the generator's own clock at worst {own.Max(o => o.WorstOwn):0} ms late"),
        ];
    }
}
