using System.Diagnostics;
using Lab.Analysis.Design;
using Lab.Analysis.Statistics;

namespace Lab.Benchmarks.Verdict;

/// <summary>What a verdict costs in time.</summary>
internal static class Cost
{
    public static Table Table(int runs, long seed)
    {
        var random = SeededRandom.Of(seed, "cost");
        var trials = new TrialSimulator(.05, .05, 60);
        ArmBlocks[] arms = [.. Enumerable.Range(1, 3).Select(arm => new ArmBlocks($"arm-{arm}", [.. Enumerable.Range(0, 40).Select(_ => new BlockOutcome(trials.Next(random), 60, trials.Next(random), 60))]))];

        return new("Time",
        [
            new("a block's evidence, 60 calls a trial", 1000 * Milliseconds(20_000, () => Fed(arms[0].Blocks[0], arms[0].Blocks[1])) / 2, " µs"),
            new("a block's evidence, 5000 and 4000 calls", 1000 * Milliseconds(500, () => Fed(new BlockOutcome(50, 5000, 30, 4000))), " µs"),
            new("an arm's rate interval, 40 blocks", Milliseconds(20, () => Estimates.Rate([.. arms[0].Blocks.Select(block => new TrialOutcome(block.ArmFailures, 60))])), " ms"),
            new("a whole verdict, 3 arms, 40 blocks", Milliseconds(10, () => VerdictRule.Judge(arms, new())), " ms"),
            new("the planned size of an effect (400 runs)", Milliseconds(3, () => PlannedSize.BlocksFor(new(.01), .09, 40, seed)), " ms"),
            new("the smallest effect at 40 blocks (400 runs)", Milliseconds(1, () => PlannedSize.SmallestEffect(new(.01), 40, seed)), " ms"),
        ]);
    }

    private static void Fed(params ReadOnlySpan<BlockOutcome> blocks)
    {
        var evidence = new RandomisationEvidence();
        foreach (var block in blocks)
        {
            evidence.Add(block);
        }
    }

    private static double Milliseconds(int times, Action action)
    {
        action();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < times; i++)
        {
            action();
        }

        return clock.Elapsed.TotalMilliseconds / times;
    }
}
