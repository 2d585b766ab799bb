using MathNet.Numerics;

namespace Lab.Analysis.Statistics;

/// <summary>How likely trials' counts are at a failure rate, their over-dispersion integrated out.</summary>
internal sealed class OverdispersedLikelihood
{
    /// <summary>
    /// The prior of ρ: the middles of 12 equally likely parts of Beta(1, 9), .005 to .3, and one part in a hundred each for
    /// trials that fail half or almost wholly together. So rare a suspicion gives way to a few bursts, and does not
    /// widen what is known of an arm that never failed.
    /// </summary>
    private static readonly (double Rho, double Weight)[] Prior =
    [
        .. Enumerable.Range(0, 12).Select(part => (1 - Math.Pow(1 - ((part + .5) / 12), 1.0 / 9), .98 / 12)),
        (.5, .01),
        (.8, .01),
    ];

    private static readonly double[] Sizes = [.. Prior.Select(part => (1 / part.Rho) - 1)];

    private readonly (int Failures, int Calls, int Trials)[] _groups;
    private readonly double[] _constants;

    public OverdispersedLikelihood(IReadOnlyCollection<TrialOutcome> trials)
    {
        // Most trials of a quiet arm are alike: each kind is worked out once.
        _groups = [.. trials.Where(trial => trial.Calls > 0).GroupBy(trial => (trial.Failures, trial.Calls)).Select(group => (group.Key.Failures, group.Key.Calls, group.Count()))];
        _constants = [.. Prior.Zip(Sizes, (part, size) => Math.Log(part.Weight) - _groups.Sum(group => group.Trials * LogRising(size, group.Calls)))];
    }

    /// <summary>ln of the likelihood at rate p and q = 1 − p, both above 0, up to a constant.</summary>
    public double Log(double p, double q)
    {
        Span<double> logs = stackalloc double[Sizes.Length];

        for (var i = 0; i < Sizes.Length; i++)
        {
            var (a, b) = (p * Sizes[i], q * Sizes[i]);
            logs[i] = _constants[i];

            foreach (var (failures, calls, trials) in _groups)
            {
                logs[i] += trials * (LogRising(a, failures) + LogRising(b, calls - failures));
            }
        }

        return LogSpace.Mean(logs);
    }

    /// <summary>ln of x (x+1) … (x+count−1) = Γ(x+count) / Γ(x).</summary>
    private static double LogRising(double x, int count)
    {
        if (count > 12)
        {
            return SpecialFunctions.GammaLn(x + count) - SpecialFunctions.GammaLn(x);
        }

        var product = 1.0;
        for (var i = 0; i < count; i++)
        {
            product *= x + i;
        }

        return Math.Log(product);
    }
}
