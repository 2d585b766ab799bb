namespace Lab.Analysis.Statistics;

/// <summary>When a run may stop, fixed before its first trial.</summary>
public sealed record StoppingRule
{
    /// <param name="alpha">The bound on the chance of a false verdict, in (0, 1); .05 is usual.</param>
    /// <param name="delta">The least rise of the failure rate that "no effect" excludes, in (0, 1): .10 is ten percentage points.</param>
    /// <param name="maxBlocks">The cap, 1 or more blocks; 40 is usual.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public StoppingRule(double alpha = .05, double delta = .10, int maxBlocks = 40)
    {
        CheckShare(alpha, nameof(alpha));
        CheckShare(delta, nameof(delta));
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBlocks, 1);

        (Alpha, Delta, MaxBlocks) = (alpha, delta, maxBlocks);
    }

    /// <summary>The bound on the chance of a false verdict: over all arms for "raises failures", arm by arm for "no effect of δ or more".</summary>
    public double Alpha { get; }

    /// <summary>The least rise of the failure rate that "no effect" excludes.</summary>
    public double Delta { get; }

    /// <summary>The cap on blocks.</summary>
    public int MaxBlocks { get; }

    internal static void CheckShare(double value, string name)
    {
        if (value is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must lie between 0 and 1, both excluded.");
        }
    }
}
