namespace Lab.Contracts;

/// <summary>What came of an assignment. Failed calls are kept whole, beside it; the others as counts, histograms and a sample.</summary>
public sealed record LoadResult
{
    /// <summary>The assignment's id: a second result for it is dropped.</summary>
    public required string AssignmentId { get; init; }

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The trial.</summary>
    public required string TrialId { get; init; }

    /// <summary>The replica that ran it.</summary>
    public required string Worker { get; init; }

    /// <summary>When the lane's first session began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long the lane took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Calls made.</summary>
    public required int Calls { get; init; }

    /// <summary>Calls that ended without an answer.</summary>
    public required int Failures { get; init; }

    /// <summary>Calls that never got to be made, because a session ended early; they count neither way.</summary>
    public int NotMade { get; init; }

    /// <summary>Time to the first event of the calls that got one.</summary>
    public DurationHistogram FirstEvent { get; init; } = new();

    /// <summary>Time to the end of the calls that succeeded.</summary>
    public DurationHistogram Total { get; init; } = new();

    /// <summary>The worst lateness of the worker's own clock during the lane: above the bound, the generator was the problem, not the world.</summary>
    public TimeSpan WorstLateness { get; init; }

    /// <summary>A random sample of the calls that succeeded.</summary>
    public IReadOnlyList<Call> Sample { get; init; } = [];
}
