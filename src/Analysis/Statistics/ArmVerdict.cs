using Lab.Contracts;

namespace Lab.Analysis.Statistics;

/// <summary>The blocks of an arm, in the order in which they were run.</summary>
/// <param name="Arm">The arm's name.</param>
/// <param name="Blocks">Its whole blocks; none of them chosen by its outcome.</param>
public sealed record ArmBlocks(string Arm, IReadOnlyList<BlockOutcome> Blocks);

/// <summary>What a run says of an arm, and on what grounds.</summary>
public sealed record ArmVerdict
{
    /// <summary>The arm's name.</summary>
    public required string Arm { get; init; }

    /// <summary>The verdict. Once it is "raises failures" or "no effect of δ or more" it stays.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The block, from 1, whose outcome decided it; null while nothing is decided.</summary>
    public int? DecidedAtBlock { get; init; }

    /// <summary>The e-value that it raises failures, now; 0 or more.</summary>
    public required double Evidence { get; init; }

    /// <summary>That e-value after each block.</summary>
    public required IReadOnlyList<double> EvidenceCourse { get; init; }

    /// <summary>What that e-value has to reach at the arm's rank among the arms; for a decided arm, what it had to reach.</summary>
    public required double EvidenceNeeded { get; init; }

    /// <summary>The e-value that it does not raise failures by δ or more, now; 0 or more.</summary>
    public required double BoundEvidence { get; init; }

    /// <summary>What that e-value has to reach: 1/α.</summary>
    public required double BoundNeeded { get; init; }

    /// <summary>The arm's calls and failures over its blocks.</summary>
    public required RateSummary Rate { get; init; }

    /// <summary>The control's calls and failures in the same blocks.</summary>
    public required RateSummary ControlRate { get; init; }

    /// <summary>A 95 % credible interval of the arm's rate minus the control's: an estimate.</summary>
    public required CredibleInterval Difference { get; init; }

    /// <summary>The verdict as a sentence with its δ, its guarantee and its numbers.</summary>
    public required string Because { get; init; }
}

/// <summary>How often calls failed.</summary>
/// <param name="Failures">Failed calls.</param>
/// <param name="Calls">Calls.</param>
/// <param name="Interval">A 95 % credible interval of the rate: an estimate.</param>
public sealed record RateSummary(long Failures, long Calls, CredibleInterval Interval)
{
    /// <summary>Failures by calls; null before the first call.</summary>
    public double? Observed => Calls == 0 ? null : (double)Failures / Calls;

    /// <summary>Sums up trials.</summary>
    public static RateSummary Of(IReadOnlyCollection<TrialOutcome> trials) =>
        new(trials.Sum(trial => (long)trial.Failures), trials.Sum(trial => (long)trial.Calls), Estimates.Rate(trials));
}

/// <summary>What a run says after its blocks so far.</summary>
/// <param name="Arms">The arms, in the order given.</param>
/// <param name="BlocksDone">Blocks of the arm that has the most.</param>
/// <param name="IsDecided">Whether every arm raises failures or has no effect of δ or more.</param>
/// <param name="MustStop">Whether the run is to end: decided, or at its cap.</param>
public sealed record RunVerdict(IReadOnlyList<ArmVerdict> Arms, int BlocksDone, bool IsDecided, bool MustStop);
