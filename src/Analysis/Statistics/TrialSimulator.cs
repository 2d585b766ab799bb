using Lab.Analysis.Design;
using MathNet.Numerics;

namespace Lab.Analysis.Statistics;

/// <summary>Draws the failures of simulated trials: beta-binomial, or binomial at ρ = 0.</summary>
/// <remarks>One uniform number a trial, through the distribution function: from the same stream, a higher rate never draws fewer failures.</remarks>
internal sealed class TrialSimulator
{
    private readonly double[] _cumulative;

    /// <param name="rate">The failure rate, 0..1.</param>
    /// <param name="rho">Correlation of two calls of a trial, in [0, 1).</param>
    /// <param name="calls">Calls in the trial, 1 or more.</param>
    public TrialSimulator(double rate, double rho, int calls)
    {
        if (!(rate is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "A failure rate lies in 0 to 1.");
        }

        if (!(rho is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(rho), rho, "The correlation of a trial's calls lies in 0 to 1, 1 excluded.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(calls, 1);

        _cumulative = new double[calls + 1];
        var below = 0.0;
        for (var failures = 0; failures <= calls; failures++)
        {
            below += Math.Exp(LogProbability(failures, calls, rate, rho));
            _cumulative[failures] = below;
        }
    }

    /// <summary>The failures of a trial.</summary>
    public int Next(SeededRandom random)
    {
        var place = Array.BinarySearch(_cumulative, random.NextDouble());

        // Equal to a step counts as beyond it, and rounding may leave the last step below 1.
        return Math.Min(place < 0 ? ~place : place + 1, _cumulative.Length - 1);
    }

    private static double LogProbability(int failures, int calls, double rate, double rho)
    {
        if (rate is 0 or 1)
        {
            return failures == (int)rate * calls ? 0 : double.NegativeInfinity;
        }

        var choices = SpecialFunctions.BinomialLn(calls, failures);
        if (rho == 0)
        {
            return choices + (failures * Math.Log(rate)) + ((calls - failures) * Math.Log(1 - rate));
        }

        var size = (1 / rho) - 1;
        var (a, b) = (rate * size, (1 - rate) * size);
        return choices + SpecialFunctions.BetaLn(failures + a, calls - failures + b) - SpecialFunctions.BetaLn(a, b);
    }
}
