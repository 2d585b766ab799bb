namespace Lab.Benchmarks.Load.Comparisons;

/// <summary>Looks for the largest number of paced streams that one core holds without being late.</summary>
internal static class MostStreams
{
    private const double MostLate = 20;
    private const int Finest = 500;

    public static async Task<IReadOnlyList<Finding>> Run(Bench bench)
    {
        await using var server = await bench.Serve();
        var (holds, fails) = (0, 0);
        var note = "";
        for (var streams = 2_500; fails == 0 || fails - holds > (bench.IsQuick ? 8 : 1) * Finest; streams = fails == 0 ? streams * 2 : (holds + fails) / 2 / Finest * Finest)
        {
            if (OpenFiles.TooFewFor(streams) is { } reason)
            {
                (fails, note) = (streams, $"; {reason}");
                continue;
            }

            var found = new PacedFigures(await bench.Client(Bench.ClientCore, true, "paced", "traced", server.Port, streams, 3, 100, 40_000, 5_000));
            if (found.P99 < MostLate && found.Failures == 0)
            {
                (holds, note) = (streams, $"; at {streams:N0} p99 {found.P99:0.0} ms, {found.CpuPerMillion:0.00} CPU s/M events");
            }
            else
            {
                fails = streams;
            }
        }

        return [new Finding("streams held with p99 lateness below 20 ms", $"{holds:N0}", Note: $"{fails:N0} were too many{note}")];
    }
}
