using Lab.Analysis.Design;
using Lab.Analysis.Statistics;

namespace Lab.Benchmarks.Verdict;

/// <summary>Simulated runs: the failure rate of each place in time, and trials drawn from it.</summary>
internal sealed class Simulation(double rho, int calls = 60)
{
    private readonly Dictionary<int, TrialSimulator> _trials = [];

    /// <summary>A trial's failures at a rate, which is rounded to a hundredth of a percentage point.</summary>
    public int Draw(double rate, SeededRandom random)
    {
        var key = (int)Math.Round(Math.Clamp(rate, 0, 1) * 10_000);
        if (!_trials.TryGetValue(key, out var trial))
        {
            _trials[key] = trial = new(key / 10_000.0, rho, calls);
        }

        return trial.Next(random);
    }

    /// <summary>The share of runs, in percent, for which something holds; each run has its own stream.</summary>
    public static double Percent(int runs, long seed, string label, Func<SeededRandom, int, bool> holds)
    {
        var hits = 0;
        for (var run = 0; run < runs; run++)
        {
            hits += holds(SeededRandom.Of(seed, label, run.ToString()), run) ? 1 : 0;
        }

        return 100.0 * hits / runs;
    }
}
