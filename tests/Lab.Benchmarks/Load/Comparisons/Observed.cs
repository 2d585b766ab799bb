namespace Lab.Benchmarks.Load.Comparisons;

/// <summary>Sessions with spans and records against the same exchanges without either.</summary>
internal static class Observed
{
    public static async Task<IReadOnlyList<Finding>> Run(Bench bench)
    {
        await using var server = await bench.Serve();
        return [await Cost(200, 5), await Cost(4, 10)];

        async Task<Finding> Cost(int deltas, double goal)
        {
            var (with, without) = (new List<double[]>(), new List<double[]>());
            for (var round = 0; round < bench.Rounds; round++)
            {
                with.Add(await One("traced"));
                without.Add(await One("bare"));
            }

            var (on, off) = (Bench.Median(with.Select(w => w[0])), Bench.Median(without.Select(w => w[0])));
            return Finding.AtMost($"requests/s lost at replies of {deltas + 2} events", 100 * (1 - (on / off)), goal, " %", $"{on:N0} with, {off:N0} without; {Bench.Median(with.Select(w => w[1])) * 1e6:0.0} and {Bench.Median(without.Select(w => w[1])) * 1e6:0.0} CPU us each");

            Task<double[]> One(string kind) => bench.Client(Bench.ClientCore, true, "flat", kind, server.Port, deltas, 20_000, bench.WarmSeconds, bench.Seconds);
        }
    }
}
