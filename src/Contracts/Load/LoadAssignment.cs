namespace Lab.Contracts;

/// <summary>A lane of a trial: sessions that one worker runs one after another. All lanes of a trial run side by side.</summary>
public sealed record LoadAssignment
{
    /// <summary>Run, trial and lane; unique.</summary>
    public required string Id { get; init; }

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The trial, unique over all runs.</summary>
    public required string TrialId { get; init; }

    /// <summary>The arm's name.</summary>
    public required string Arm { get; init; }

    /// <summary>The lane's number in the trial, from 0.</summary>
    public required int Lane { get; init; }

    /// <summary>How many sessions this lane runs, one after another.</summary>
    public required int Sessions { get; init; }

    /// <summary>When its first session begins, from the moment the assignment is taken: how sessions arrive.</summary>
    public TimeSpan StartAfter { get; init; }

    /// <summary>All chance in this lane comes from it.</summary>
    public required long Seed { get; init; }

    /// <summary>What each session does.</summary>
    public required Workload Workload { get; init; }

    /// <summary>What the sessions talk to.</summary>
    public required Target Target { get; init; }

    /// <summary>The trial's W3C trace context, since a store record carries none by itself.</summary>
    public string? TraceParent { get; init; }
}
