using Lab.Analysis.Design;

namespace Lab.Benchmarks.Verdict;

/// <summary>How the failure rate of the world, which no arm changes, goes over a run's trials.</summary>
internal static class Courses
{
    public const int Blocks = 40;

    /// <summary>Always the same.</summary>
    public static double[] Steady(double rate, int trials, SeededRandom random) => [.. Enumerable.Repeat(rate, trials)];

    /// <summary>A random walk of the log rate, .15 a trial, reflected at nothing: an hour that is better or worse than the last.</summary>
    public static double[] Drift(double rate, int trials, SeededRandom random)
    {
        var rates = new double[trials];
        var log = Math.Log(rate);
        for (var i = 0; i < trials; i++)
        {
            rates[i] = Math.Min(Math.Exp(log), .9);
            log += .15 * Math.Sqrt(12) * (random.NextDouble() - .5);
        }

        return rates;
    }

    /// <summary>From a third of the rate to three times it, in a straight line.</summary>
    public static double[] Trend(double rate, int trials, SeededRandom random) =>
        [.. Enumerable.Range(0, trials).Select(i => rate * ((1.0 / 3) + ((3 - (1.0 / 3)) * i / (trials - 1))))];

    /// <summary>Every other trial meets four times the rate, the others a quarter.</summary>
    public static double[] Cycle(double rate, int trials, SeededRandom random) =>
        [.. Enumerable.Range(0, trials).Select(i => i % 2 == 0 ? Math.Min(4 * rate, .9) : rate / 4)];
}
