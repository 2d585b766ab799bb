using MathNet.Numerics.Distributions;

namespace Lab.Analysis.Statistics;

/// <summary>How many failures are among a few calls drawn from a trial: the hypergeometric distribution.</summary>
internal static class Thinning
{
    /// <summary>Counts less likely than this, compared with the likeliest, move nothing that a double shows.</summary>
    private const double Negligible = 1e-15;

    /// <summary>The failures that <paramref name="size"/> of the trial's calls may have, with the logarithms of their probabilities.</summary>
    /// <param name="failures">The trial's failures.</param>
    /// <param name="calls">The trial's calls.</param>
    /// <param name="size">The calls drawn, 1 to <paramref name="calls"/>.</param>
    public static IReadOnlyList<(int Failures, double LogWeight)> Of(int failures, int calls, int size)
    {
        if (size == calls)
        {
            return [(failures, 0)];
        }

        var distribution = new Hypergeometric(calls, failures, size);
        (int Failures, double LogWeight)[] counts = [.. Enumerable.Range(distribution.Minimum, distribution.Maximum - distribution.Minimum + 1).Select(count => (count, distribution.ProbabilityLn(count)))];

        var floor = counts.Max(count => count.LogWeight) + Math.Log(Negligible);
        counts = [.. counts.Where(count => count.LogWeight >= floor)];

        // What was left out is shared by the rest: the weights make one whole, or the factor's expectation would not be one.
        var total = counts.Sum(count => Math.Exp(count.LogWeight));
        return [.. counts.Select(count => (count.Failures, count.LogWeight - Math.Log(total)))];
    }
}
