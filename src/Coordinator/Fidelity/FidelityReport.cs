namespace Lab.Coordinator.Fidelity;

/// <summary>How a report stands.</summary>
public enum FidelityState
{
    /// <summary>Scenarios are still to come.</summary>
    Running,

    /// <summary>All are compared.</summary>
    Done,

    /// <summary>It ended before that, and says why.</summary>
    Failed,
}

/// <summary>How a value compares with what it should be.</summary>
public enum Mark
{
    /// <summary>There is nothing to compare it with, or no value.</summary>
    Unknown,

    /// <summary>The same.</summary>
    Equal,

    /// <summary>Within what was measured.</summary>
    InRange,

    /// <summary>Something else.</summary>
    Differs,
}

/// <summary>The simulated client beside the measured one and, where it is installed, the real one.</summary>
public sealed record FidelityReport
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The profile's name.</summary>
    public required string Client { get; init; }

    /// <summary>How it stands.</summary>
    public required FidelityState State { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>As the real client names itself on the wire; null where none ran.</summary>
    public string? Real { get; init; }

    /// <summary>Why no real client ran, and what to do; null where one did.</summary>
    public string? WithoutReal { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>Scenarios that are to be compared.</summary>
    public required int Planned { get; init; }

    /// <summary>Those that are compared.</summary>
    public IReadOnlyList<ScenarioComparison> Scenarios { get; init; } = [];

    /// <summary>Points of the simulated client that differ.</summary>
    public int SimulatedDiffers => Scenarios.Sum(s => s.Points.Count(p => p.Simulated.Mark == Mark.Differs));

    /// <summary>Points of the real client that differ from what was measured: the measurement is of another version, or of another system.</summary>
    public int RealDiffers => Scenarios.Sum(s => s.Points.Count(p => p.Real.Mark == Mark.Differs));
}

/// <summary>A scenario, point by point.</summary>
/// <param name="Name">Its name in the API.</param>
/// <param name="What">What happens in it.</param>
/// <param name="Points">The points that anybody says something about.</param>
public sealed record ScenarioComparison(string Name, string What, IReadOnlyList<PointComparison> Points)
{
    /// <summary>Why a session could not be run or was not waited for; empty where all went as planned.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A point: what was measured once, what the simulated session did, what the real one did.</summary>
/// <param name="Name">What is compared.</param>
/// <param name="Measured">What was measured; null where it never was.</param>
/// <param name="Simulated">What the simulated session did.</param>
/// <param name="Real">What the real one did.</param>
public sealed record PointComparison(string Name, string? Measured, PointValue Simulated, PointValue Real);

/// <summary>A value of a point.</summary>
/// <param name="Value">The value; null where there is none.</param>
/// <param name="Mark">How it compares.</param>
public sealed record PointValue(string? Value, Mark Mark);
