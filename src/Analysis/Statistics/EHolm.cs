namespace Lab.Analysis.Statistics;

/// <summary>Which of several arms raise failures, with the chance of even one false name at most α: Holm's steps on e-values.</summary>
/// <remarks>
/// Of k arms, the largest e-value needs k/α, the next (k−1)/α, down to 1/α: 60, 40, 20 for three arms at .05. (The steps k/(jα),
/// 60, 30, 20, are e-BH's: they bound the expected share of false names, not the chance of one.) An arm that was named stays named, since 1 / max W is a p-value at any stopping time and Holm's steps allow any dependence between arms
/// (they share a control). Sources: Holm 1979; Vovk and Wang 2021, Annals of Statistics 49(3); Fischer and Ramdas,
/// arXiv 2401.07365. Arms that leave the run by another verdict stay in k.
/// </remarks>
public sealed class EHolm
{
    private readonly double _alpha;
    private readonly double[] _needed;
    private readonly bool[] _named;

    /// <param name="arms">How many arms are compared with the control, 1 or more.</param>
    /// <param name="alpha">The bound on the chance of a false name, in (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public EHolm(int arms, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(arms, 1);
        StoppingRule.CheckShare(alpha, nameof(alpha));

        _alpha = alpha;
        _named = new bool[arms];
        _needed = new double[arms];
        Array.Fill(_needed, arms / alpha);
    }

    /// <summary>Whether an arm, from 0, has been named.</summary>
    public bool IsNamed(int arm) => _named[arm];

    /// <summary>The e-value that an arm, from 0, needs at its present rank; for a named one, what it needed then.</summary>
    public double Needed(int arm) => _needed[arm];

    /// <summary>Takes the arms' e-values after a block, in the order of the arms, and names those that reach what they need.</summary>
    /// <exception cref="ArgumentException">Not as many e-values as arms.</exception>
    public void Observe(IReadOnlyList<double> evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        if (evidence.Count != _named.Length)
        {
            throw new ArgumentException($"{evidence.Count} e-values for {_named.Length} arms; give one for each.", nameof(evidence));
        }

        var open = Enumerable.Range(0, _named.Length).Where(arm => !_named[arm]).OrderByDescending(arm => evidence[arm]).ToArray();
        var stepping = true;

        for (var rank = 0; rank < open.Length; rank++)
        {
            var arm = open[rank];
            _needed[arm] = (open.Length - rank) / _alpha;
            _named[arm] = stepping = stepping && evidence[arm] >= _needed[arm];
        }
    }
}
