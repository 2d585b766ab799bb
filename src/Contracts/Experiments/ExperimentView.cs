namespace Lab.Contracts;

/// <summary>An experiment of the catalog as everybody sees it.</summary>
public sealed record ExperimentView
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its title: a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The question it answers.</summary>
    public required string Question { get; init; }

    /// <summary>What its sessions talk to unless a run says otherwise.</summary>
    public required string Target { get; init; }

    /// <summary>Whether only the emulator will do as its target, since an arm injects a fault.</summary>
    public bool NeedsEmulator { get; init; }

    /// <summary>Its arms, the control first.</summary>
    public required IReadOnlyList<ExperimentArmView> Arms { get; init; }

    /// <summary>Calls in a trial.</summary>
    public required int CallsPerTrial { get; init; }

    /// <summary>The cap on blocks.</summary>
    public required int MaxBlocks { get; init; }

    /// <summary>The least effect that "no effect" excludes, as a difference of failure rates in 0..1.</summary>
    public required double Delta { get; init; }

    /// <summary>The bound on the chance of a false "raises failures".</summary>
    public required double Alpha { get; init; }

    /// <summary>Its YAML, as shipped.</summary>
    public required string Definition { get; init; }
}

/// <summary>An arm of an experiment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsControl">Whether the others are compared with it.</param>
/// <param name="Setting">What its factors are set to, in words.</param>
public sealed record ExperimentArmView(string Name, bool IsControl, string Setting);
