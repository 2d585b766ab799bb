namespace Lab.Contracts;

/// <summary>One model request as the session sees it: its attempts until success or giving up.</summary>
public sealed record Call
{
    /// <summary>Unique in a run.</summary>
    public required string Id { get; init; }

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The trial.</summary>
    public required string TrialId { get; init; }

    /// <summary>The arm's name.</summary>
    public required string Arm { get; init; }

    /// <summary>The session, as it names itself to the API.</summary>
    public required string SessionId { get; init; }

    /// <summary>What it was for. Only the conversation's calls count in a trial's size and outcome.</summary>
    public CallPurpose Purpose { get; init; }

    /// <summary>The subagent that made it, from 1; null for the session itself.</summary>
    public int? Subagent { get; init; }

    /// <summary>Which request of its session this was, from 1.</summary>
    public required int Turn { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>From the first attempt's start to the last one's end.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>All its attempts, in order.</summary>
    public required IReadOnlyList<Attempt> Attempts { get; init; }

    /// <summary>Why it was given up; null when it succeeded.</summary>
    public Failure? Failure { get; init; }

    /// <summary>What the user would have read, by client; empty when it succeeded.</summary>
    public IReadOnlyList<PrintedText> WouldPrint { get; init; } = [];

    /// <summary>The call's distributed trace.</summary>
    public required string TraceId { get; init; }

    /// <summary>Whether the spans of the trace are kept with the run; false beyond the run's ceiling of kept traces.</summary>
    public bool TraceKept { get; init; }
}

/// <summary>What a call was for.</summary>
public enum CallPurpose
{
    /// <summary>The conversation: a prompt's or a tool result's turn, of the session itself or of a subagent.</summary>
    Turn,

    /// <summary>Auxiliary: a small model's question beside the conversation (a command's prefix, a path, a title).</summary>
    SmallModel,

    /// <summary>Auxiliary: a history is summed up.</summary>
    Compaction,

    /// <summary>Auxiliary: what a client asks at its start (hello, settings, policies) and reports (metrics, events).</summary>
    Housekeeping,
}

/// <summary>What a client prints for a failure once it gives up.</summary>
/// <param name="Client">The client and its version.</param>
/// <param name="Text">The text.</param>
public sealed record PrintedText(string Client, string Text);
