using Lab.Analysis.Statistics;

namespace Lab.Benchmarks.Verdict;

/// <summary>The least effect that a number of blocks finds with 80 % power.</summary>
internal static class SmallestEffects
{
    private static readonly (double Control, double[] Sheet)[] Rows =
    [
        (0, [3.6, 1.6, .8, .5]),
        (.01, [7.1, 4.1, 2.5, 2.1]),
        (.05, [13.1, 7.8, 5.0, 4.1]),
    ];

    public static Table Table(int runs, long seed) => new(
        "Smallest effect found with 80 % power, ρ = 0.05",
        [
            .. from row in Rows
               from cell in row.Sheet.Zip((int[])[10, 20, 40, 60])
               let effect = PlannedSize.SmallestEffect(new(row.Control), cell.Second, seed, Math.Min(runs, 2000))
               select new Row($"from {FalseAlarms.Percent(row.Control)} in {cell.Second} blocks", 100 * (effect ?? double.NaN), " pp", cell.First),
        ]);
}
