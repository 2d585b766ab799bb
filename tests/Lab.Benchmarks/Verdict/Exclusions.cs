using Lab.Analysis.Design;
using Lab.Analysis.Statistics;

namespace Lab.Benchmarks.Verdict;

/// <summary>How soon "no effect of δ or more" is said, and how often wrongly.</summary>
internal static class Exclusions
{
    private static readonly (double Delta, int Sheet)[] Deltas = [(.20, 15), (.10, 32), (.05, 65)];

    public static Table Blocks(int runs, long seed) => new(
        "Mean blocks until a rise of δ is excluded, no effect, ρ = 0.05 (cap 400; the sheet's figures are for few failures)",
        [
            .. from rate in (double[])[0, .01, .05, .10]
               from delta in Deltas
               let trials = new TrialSimulator(rate, .05, 60)
               let blocks = Enumerable.Range(0, rate == 0 ? 1 : runs).Select(run => BlocksTo(delta.Delta, 400, trials, trials, SeededRandom.Of(seed, "excluded", run.ToString()))).Order().ToArray()
               select new Row($"{FalseAlarms.Percent(rate)} in both, δ = {FalseAlarms.Percent(delta.Delta)}", blocks.Average(), "", rate > .01 ? null : delta.Sheet,
                   Note: $"95th percentile {blocks[(int)(.95 * (blocks.Length - 1))]}"),
        ]);

    public static Table FalseExclusions(int runs, long seed) => new(
        "False exclusions where the rise is δ, looking after each of 40 blocks (at most 5 % is guaranteed)",
        [
            .. from rate in (double[])[0, .01, .05, .10]
               from delta in Deltas
               let control = new TrialSimulator(rate, .05, 60)
               let arm = new TrialSimulator(rate + delta.Delta, .05, 60)
               select new Row($"{FalseAlarms.Percent(rate)} → {FalseAlarms.Percent(rate + delta.Delta)}", Simulation.Percent(runs, seed, "false-exclusion",
                   (random, _) => BlocksTo(delta.Delta, Courses.Blocks + 1, arm, control, random) <= Courses.Blocks), " %"),
        ]);

    private static int BlocksTo(double delta, int cap, TrialSimulator arm, TrialSimulator control, SeededRandom random)
    {
        var bound = new BettingBound(delta);
        var blocks = 0;
        while (blocks < cap && bound.Value < 20)
        {
            bound.Add(new(arm.Next(random), 60, control.Next(random), 60));
            blocks++;
        }

        return blocks;
    }
}
