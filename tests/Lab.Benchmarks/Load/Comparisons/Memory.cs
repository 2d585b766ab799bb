namespace Lab.Benchmarks.Load.Comparisons;

/// <summary>What one more waiting session takes: the difference between many and few, so that what all share does not count.</summary>
internal static class Memory
{
    private const int Few = 2_000;
    private const int Many = 10_000;

    public static async Task<IReadOnlyList<Finding>> Run(Bench bench)
    {
        if (OpenFiles.TooFewFor(Many) is { } reason)
        {
            return [Finding.Missing("10,000 waiting sessions", reason)];
        }

        await using var server = await bench.Serve();
        var few = await bench.Client(Bench.ClientCore, true, "waiting", "traced", server.Port, Few, 20_000);
        var many = await bench.Client(Bench.ClientCore, true, "waiting", "traced", server.Port, Many, 20_000);
        var managed = (many[0] - few[0]) / (Many - Few) / 1024;
        return [Finding.AtMost("private bytes a session", (many[1] - few[1]) / (Many - Few) / 1024, 16, " KB", $"of them {managed:0.0} KB on the managed heap")];
    }
}
