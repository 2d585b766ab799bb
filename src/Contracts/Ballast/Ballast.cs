namespace Lab.Contracts;

/// <summary>Load without a machine: a process that holds memory and burns processor time. Asking again renews the lease.</summary>
public sealed record BallastSpec
{
    /// <summary>Memory in MiB whose every page is written, 0 or more.</summary>
    public int MemoryMiB { get; init; }

    /// <summary>Processors kept busy, in cores; a fraction is a share of one core's time. 0 or more.</summary>
    public double Cores { get; init; }

    /// <summary>How long it may live without being asked for again.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>How far a ballast has come.</summary>
public enum BallastState
{
    /// <summary>It takes its memory.</summary>
    Filling,

    /// <summary>It holds all its memory and burns its share.</summary>
    Ready,

    /// <summary>It is being ended.</summary>
    Stopping,

    /// <summary>It ended by itself, or could not be had; the view says why.</summary>
    Failed,
}

/// <summary>A ballast as it is.</summary>
public sealed record BallastView
{
    /// <summary>Its name: <c>lab-RUN-ballast</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Whose lease it is: the run's id.</summary>
    public required string Owner { get; init; }

    /// <summary>How far it has come.</summary>
    public required BallastState State { get; init; }

    /// <summary>What was asked for.</summary>
    public required BallastSpec Spec { get; init; }

    /// <summary>Its process; null before it has one.</summary>
    public int? ProcessId { get; init; }

    /// <summary>What of its memory is in the host's memory, in MiB, by its process's own account; null before it is filled.</summary>
    public long? ResidentMiB { get; init; }

    /// <summary>Cores that it really kept busy in the last second, by its process's own account; null before it burned for one.</summary>
    public double? BusyCores { get; init; }

    /// <summary>In this state since.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When its lease ends.</summary>
    public required DateTimeOffset LeaseUntil { get; init; }

    /// <summary>What went wrong.</summary>
    public string? Error { get; init; }

    /// <summary>What the user can do about it.</summary>
    public string? Advice { get; init; }
}
