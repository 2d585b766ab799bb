namespace Lab.Benchmarks.Load.Comparisons;

/// <summary>Whole replies in one write, against wrk and against HttpClient with SseParser.</summary>
internal static class Flat
{
    private const int Deltas = 200;
    private const int Events = Deltas + 2;
    private const int Body = 20_000;

    /// <summary>Published beside each other, same machine and run: k6 with SSE events 110,000 events/s, HttpClient with SseParser 458,000.</summary>
    private const double HttpClientToK6 = 458_000.0 / 110_000.0;

    public static async Task<IReadOnlyList<Finding>> Run(Bench bench)
    {
        await using var server = await bench.Serve();
        var (own, wrk, http) = (new List<(double Rate, double Cpu)>(), new List<double>(), new List<(double Rate, double Cpu)>());
        for (var round = 0; round < bench.Rounds; round++)
        {
            own.Add(await One("traced", inline: true));
            if (await WrkPeer.Run(bench, server.Port, $"flat/{Deltas}", Body) is { } rate)
            {
                wrk.Add(rate);
            }

            // Both ways, and the better one counts.
            var (plain, inline) = (await One("httpclient", inline: false), await One("httpclient", inline: true));
            http.Add(plain.Rate > inline.Rate ? plain : inline);
        }

        var ours = Bench.Median(own.Select(o => o.Rate));
        var peer = Bench.Median(http.Select(h => h.Rate));
        var note = $"ours {ours * Events:N0} events/s, {Cpu(own):0.000} CPU s/M; HttpClient + SseParser {peer * Events:N0} events/s, {Cpu(http):0.000} CPU s/M; by CPU {Cpu(http) / Cpu(own):0.0}x";
        return
        [
            wrk.Count == 0
                ? Finding.Missing("events/s to wrk's", WrkPeer.NotInstalled)
                : Finding.AtLeast("events/s to wrk's", ours / Bench.Median(wrk), 0.5, "x", $"wrk {Bench.Median(wrk) * Events:N0} events/s"),
            Finding.AtLeast("events/s to HttpClient + SseParser's", ours / peer, 5, "x", note),
            Finding.AtLeast("events/s to k6's with SSE, derived from the line above", ours / peer * HttpClientToK6, 20, "x", $"k6 is not run here; published beside HttpClient + SseParser at 1/{HttpClientToK6:0.0} of its rate"),
        ];

        async Task<(double Rate, double Cpu)> One(string kind, bool inline)
        {
            var found = await bench.Client(Bench.ClientCore, inline, "flat", kind, server.Port, Deltas, Body, bench.WarmSeconds, bench.Seconds);
            return (found[0], found[1]);
        }
    }

    private static double Cpu(IEnumerable<(double Rate, double Cpu)> figures) => Bench.Median(figures.Select(f => f.Cpu)) / Events * 1e6;
}
