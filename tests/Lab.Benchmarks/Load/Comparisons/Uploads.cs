namespace Lab.Benchmarks.Load.Comparisons;

/// <summary>Large requests with short replies, against wrk.</summary>
internal static class Uploads
{
    private const int Deltas = 4;
    private const int Body = 200_000;

    public static async Task<IReadOnlyList<Finding>> Run(Bench bench)
    {
        await using var server = await bench.Serve();
        var (own, wrk) = (new List<double[]>(), new List<double>());
        for (var round = 0; round < bench.Rounds; round++)
        {
            own.Add(await bench.Client(Bench.ClientCore, true, "flat", "traced", server.Port, Deltas, Body, bench.WarmSeconds, bench.Seconds));
            if (await WrkPeer.Run(bench, server.Port, $"flat/{Deltas}", Body) is { } rate)
            {
                wrk.Add(rate);
            }
        }

        var ours = Bench.Median(own.Select(o => o[0]));
        var note = $"ours {ours:N0} requests/s, {Bench.Median(own.Select(o => o[1])) * 1e6:0} CPU us each";
        return
        [
            wrk.Count == 0
                ? Finding.Missing("requests/s to wrk's", $"{WrkPeer.NotInstalled}; {note}")
                : Finding.AtLeast("requests/s to wrk's", ours / Bench.Median(wrk), 0.7, "x", $"{note}; wrk {Bench.Median(wrk):N0}"),
        ];
    }
}
