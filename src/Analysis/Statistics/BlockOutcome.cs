namespace Lab.Analysis.Statistics;

/// <summary>What one block says of one arm: the counts of the arm's trial and of the control's trial in the same block.</summary>
public sealed record BlockOutcome
{
    /// <param name="armFailures">Failed calls of the arm's trial, 0 to <paramref name="armCalls"/>.</param>
    /// <param name="armCalls">Calls of the arm's trial, 0 or more.</param>
    /// <param name="controlFailures">Failed calls of the control's trial, 0 to <paramref name="controlCalls"/>.</param>
    /// <param name="controlCalls">Calls of the control's trial, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The counts are not possible together.</exception>
    public BlockOutcome(int armFailures, int armCalls, int controlFailures, int controlCalls)
    {
        Counts.Check(armFailures, armCalls, "arm's trial");
        Counts.Check(controlFailures, controlCalls, "control's trial");
        (ArmFailures, ArmCalls, ControlFailures, ControlCalls) = (armFailures, armCalls, controlFailures, controlCalls);
    }

    /// <summary>Failed calls of the arm's trial.</summary>
    public int ArmFailures { get; }

    /// <summary>Calls of the arm's trial.</summary>
    public int ArmCalls { get; }

    /// <summary>Failed calls of the control's trial.</summary>
    public int ControlFailures { get; }

    /// <summary>Calls of the control's trial.</summary>
    public int ControlCalls { get; }

    /// <summary>Whether both trials made calls. A block where one made none compares nothing: it moves no evidence either way.</summary>
    internal bool Compares => ArmCalls > 0 && ControlCalls > 0;

    internal TrialOutcome Arm => new(ArmFailures, ArmCalls);

    internal TrialOutcome Control => new(ControlFailures, ControlCalls);
}
