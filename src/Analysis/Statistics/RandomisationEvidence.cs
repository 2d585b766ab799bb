namespace Lab.Analysis.Statistics;

/// <summary>The evidence that an arm raises failures: a randomisation e-process, fed block by block and readable after each.</summary>
/// <remarks>
/// <para>
/// For an alternative θ and the counts y of a block's two trials,
/// <c>e_b(θ) = f1(y_T) f0(y_C) / ( ½ [ f1(y_T) f0(y_C) + f1(y_C) f0(y_T) ] ) = 2 / (1 + exp(g(y_C) − g(y_T)))</c> with
/// <c>g = ln f1 − ln f0</c>, and <c>W_n = Σ_k w_k Π_b e_b(θ_k)</c> over the 72 of <see cref="Alternatives"/>.
/// </para>
/// <para>
/// Guarantee: where the arm has no effect, the order within the block was a fair coin, so that e_b(y, y′) + e_b(y′, y) = 2
/// gives E[e_b] = 1 whatever the failures are like, bursts and drift included; and P(W ever ≥ 1/α) ≤ α however the run is
/// stopped (Ville's inequality). What one trial leaves behind for the next breaks it: hence the wash-out.
/// </para>
/// <para>
/// Trials of unequal size are compared at the smaller size m: e_b is the mean of e_b(y′, ·) over the failures y′ among m calls drawn
/// from the larger trial. It stays exact in two ways: where the sizes change places with the outcomes, and where an arm
/// always makes fewer or more calls, as long as a trial's calls are alike; and fewer calls alone are no evidence.
/// </para>
/// Sources: Zampieri 2025, arXiv 2512.04366; Ramdas, Grünwald, Vovk and Shafer 2023, Statistical Science 38(4).
/// </remarks>
public sealed class RandomisationEvidence
{
    private readonly double[] _logProducts = new double[LikelihoodRatios.Count];
    private readonly List<double> _course = [];

    /// <summary>ln W after the blocks so far; 0 before the first.</summary>
    public double LogValue { get; private set; }

    /// <summary>W after the blocks so far: 0 or more, 1 before the first; it at most doubles with a block. Held at the largest double beyond that.</summary>
    public double Value => LogSpace.Exp(LogValue);

    /// <summary>W after each block, in order.</summary>
    public IReadOnlyList<double> Course => _course;

    /// <summary>Takes a whole block into account. A block where one trial made no calls leaves W as it is.</summary>
    public void Add(BlockOutcome block)
    {
        ArgumentNullException.ThrowIfNull(block);

        if (block.Compares)
        {
            Span<double> factors = stackalloc double[LikelihoodRatios.Count];
            LogFactors(block, factors);

            for (var k = 0; k < factors.Length; k++)
            {
                _logProducts[k] += factors[k];
            }

            LogValue = LogSpace.Mean(_logProducts);
        }

        _course.Add(Value);
    }

    /// <summary>ln e_b for each alternative, of a block that compares.</summary>
    internal static void LogFactors(BlockOutcome block, Span<double> factors)
    {
        var size = Math.Min(block.ArmCalls, block.ControlCalls);

        factors.Fill(double.NegativeInfinity);
        foreach (var (armFailures, armWeight) in Thinning.Of(block.ArmFailures, block.ArmCalls, size))
        {
            foreach (var (controlFailures, controlWeight) in Thinning.Of(block.ControlFailures, block.ControlCalls, size))
            {
                AddFactors(armFailures, controlFailures, size, armWeight + controlWeight, factors);
            }
        }
    }

    private static void AddFactors(int armFailures, int controlFailures, int size, double logWeight, Span<double> factors)
    {
        Span<double> armScratch = stackalloc double[LikelihoodRatios.Count];
        Span<double> controlScratch = stackalloc double[LikelihoodRatios.Count];
        var arm = LikelihoodRatios.Of(armFailures, size, armScratch);
        var control = LikelihoodRatios.Of(controlFailures, size, controlScratch);

        for (var k = 0; k < factors.Length; k++)
        {
            factors[k] = LogSpace.Add(factors[k], logWeight + LogSpace.Two + LogSpace.Logistic(arm[k] - control[k]));
        }
    }
}
