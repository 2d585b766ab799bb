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

    /// <summary>Calls made, auxiliary ones aside.</summary>
    public required int Calls { get; init; }

    /// <summary>Calls that ended without an answer, auxiliary ones aside.</summary>
    public required int Failures { get; init; }

    /// <summary>Calls that never got to be made, because a session ended early; they count neither way.</summary>
    public int NotMade { get; init; }

    /// <summary>Auxiliary requests made: a client's own, beside the conversation.</summary>
    public int AuxiliaryCalls { get; init; }

    /// <summary>Those of them that ended without an answer. Their calls are kept whole like all failed ones, and say what they were for.</summary>
    public int AuxiliaryFailures { get; init; }

    /// <summary>Attempts made, auxiliary ones included: more than calls where a client tries again.</summary>
    public int Attempts { get; init; }

    /// <summary>How calls failed, auxiliary ones aside: count by signature. Counted from the failed calls as the result is handed in.</summary>
    public IReadOnlyDictionary<string, long> Signatures { get; init; } = new Dictionary<string, long>();

    /// <summary>Silences inside bodies that were longer than the workload's bound.</summary>
    public int Stalls { get; init; }

    /// <summary>Times between two reads of a body that brought something.</summary>
    public DurationHistogram Gaps { get; init; } = new();

    /// <summary>Time to the first event of the calls that got one.</summary>
    public DurationHistogram FirstEvent { get; init; } = new();

    /// <summary>Time to the end of the calls that succeeded.</summary>
    public DurationHistogram Total { get; init; } = new();

    /// <summary>The worst lateness of the worker's own clock during the lane: above the bound, the generator was the problem, not the world.</summary>
    public TimeSpan WorstLateness { get; init; }

    /// <summary>What made it late: the worst of each during the lane.</summary>
    public GeneratorLateness Lateness { get; init; } = new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>A random sample of the calls that succeeded.</summary>
    public IReadOnlyList<Call> Sample { get; init; } = [];
}

/// <summary>How late a load-generator was by its own doing, at worst.</summary>
/// <param name="Timer">How late a timer's callback came.</param>
/// <param name="Collector">The longest time within one look that the garbage collector held everything up.</param>
/// <param name="Pool">How long a piece of work waited for a thread.</param>
public sealed record GeneratorLateness(TimeSpan Timer, TimeSpan Collector, TimeSpan Pool)
{
    /// <summary>The worst of all.</summary>
    public TimeSpan Worst => new[] { Timer, Collector, Pool }.Max();
}
