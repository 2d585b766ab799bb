namespace Lab.Analysis.Statistics;

/// <summary>The evidence that an arm does not raise the failure rate by δ or more: a betting martingale on the blocks' differences.</summary>
/// <remarks>
/// <para>
/// With <c>D = y_T/n_T − y_C/n_C</c> of a block, in [−1, 1], the wealth is <c>K_n = Π_b (1 + λ_b (δ − D_b))</c>, where each bet
/// λ_b in [0, 0.9/(1−δ)] is set from the blocks before: no factor is negative, and under H0, E[D_b | past] ≥ δ, each has
/// expectation at most 1. So P(K ever ≥ 1/α) ≤ α however the run is stopped (Ville), whatever the counts' distribution. Under random order
/// a drift of the rates adds nothing to E[D_b].
/// </para>
/// <para>
/// The bet is the approximate growth-rate-adaptive one, <c>(δ − m) / (v + (δ − m)²)</c> with the running mean m and variance v of
/// D, each begun as if by one block without failures. Without any failure it is always the largest: K = (1 + 0.9 δ/(1−δ))^n, which
/// reaches 20 in 15, 32 and 65 blocks for δ = .20, .10 and .05.
/// </para>
/// Source: Waudby-Smith and Ramdas 2024, Estimating means of bounded random variables by betting, JRSS B 86(1), arXiv 2010.09686.
/// </remarks>
public sealed class BettingBound
{
    /// <summary>Short of 1, so that one bad block never takes all the wealth.</summary>
    private const double LargestShare = .9;

    private const double PriorVariance = .01;

    private readonly double _delta;
    private readonly List<double> _course = [];
    private double _sum, _squares;
    private int _blocks;

    /// <param name="delta">The rise to exclude, in (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delta"/> is out of its range.</exception>
    public BettingBound(double delta)
    {
        StoppingRule.CheckShare(delta, nameof(delta));
        _delta = delta;
    }

    /// <summary>ln K after the blocks so far; 0 before the first.</summary>
    public double LogValue { get; private set; }

    /// <summary>K after the blocks so far: above 0, and 1 before the first. Held at the largest double beyond that.</summary>
    public double Value => LogSpace.Exp(LogValue);

    /// <summary>K after each block, in order.</summary>
    public IReadOnlyList<double> Course => _course;

    /// <summary>Takes a whole block into account. A block where one trial made no calls leaves K as it is.</summary>
    public void Add(BlockOutcome block)
    {
        ArgumentNullException.ThrowIfNull(block);

        if (block.Compares)
        {
            var difference = ((double)block.ArmFailures / block.ArmCalls) - ((double)block.ControlFailures / block.ControlCalls);

            LogValue += Math.Log(1 + (Bet() * (_delta - difference)));
            _blocks++;
            _sum += difference;
            _squares += difference * difference;
        }

        _course.Add(Value);
    }

    /// <summary>Blocks that exclude a rise of δ where no call fails: the fewest that may be hoped for in practice.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An argument is not between 0 and 1.</exception>
    public static int BlocksWithoutFailures(double delta, double alpha)
    {
        StoppingRule.CheckShare(delta, nameof(delta));
        StoppingRule.CheckShare(alpha, nameof(alpha));
        return (int)Math.Ceiling(-Math.Log(alpha) / Math.Log(1 + (LargestShare * delta / (1 - delta))));
    }

    private double Bet()
    {
        var weight = _blocks + 1;
        var mean = _sum / weight;
        var variance = ((PriorVariance + _squares) / weight) - (mean * mean);
        var gap = _delta - mean;

        return Math.Clamp(gap / (variance + (gap * gap)), 0, LargestShare / (1 - _delta));
    }
}
