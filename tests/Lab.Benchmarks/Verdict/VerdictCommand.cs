using System.Diagnostics;

namespace Lab.Benchmarks.Verdict;

/// <summary><c>verdict [--runs N] [--seed S]</c>: how often the shipped verdict is wrong, and how large a run it needs.</summary>
internal static class VerdictCommand
{
    private static readonly Func<int, long, Table>[] Tables =
    [
        FalseAlarms.OneArm,
        FalseAlarms.UnequalTrials,
        FalseAlarms.SeveralArms,
        FalseAlarms.WithoutChance,
        MeanBlocks.Table,
        MeanBlocks.FourArms,
        SmallestEffects.Table,
        Exclusions.Blocks,
        Exclusions.FalseExclusions,
        Coverage.Table,
        Coverage.AtTheVerdict,
        Cost.Table,
    ];

    public static Task<int> Run(string[] args)
    {
        var (runs, seed) = (4000, 1L);

        for (var i = 0; i < args.Length; i += 2)
        {
            var ok = i + 1 < args.Length && args[i] switch
            {
                "--runs" => int.TryParse(args[i + 1], out runs) && runs > 0,
                "--seed" => long.TryParse(args[i + 1], out seed) && seed >= 0,
                _ => false,
            };

            if (!ok)
            {
                Console.Error.WriteLine($"'{string.Join(' ', args[i..])}' is not understood. Use: verdict [--runs <1 or more>] [--seed <0 or more>].");
                return Task.FromResult(2);
            }
        }

        Console.WriteLine($"{runs} simulated runs a row, seed {seed}, 60 calls a trial, α = .05. \"Sheet\" is the figure that the design was based on.");

        foreach (var table in Tables)
        {
            var clock = Stopwatch.StartNew();
            table(runs, seed).Print();
            Console.WriteLine($"({clock.Elapsed.TotalSeconds:0.0} s)");
        }

        return Task.FromResult(0);
    }
}
