using Lab.Contracts;
using Lab.Coordinator.Experiments.Targets;
using Lab.Coordinator.Factors;

namespace Lab.Coordinator.Experiments;

/// <summary>A question that the lab can answer: arms to compare, a workload, and a rule for when to stop.</summary>
internal sealed record Experiment
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    public required string Question { get; init; }

    public required TargetChoice Target { get; init; }

    public required Workload Workload { get; init; }

    public required RunDesign Design { get; init; }

    /// <summary>The control first, then the others in the order of the definition.</summary>
    public required IReadOnlyList<Arm> Arms { get; init; }

    public Arm Control => Arms[0];

    public Arm ArmNamed(string name) => Arms.First(a => a.Name == name);
}

/// <summary>A named setting of factors.</summary>
internal sealed record Arm(string Name, bool IsControl, IReadOnlyList<IFactorSetting> Factors)
{
    /// <summary>What its factors are set to, in words.</summary>
    public string Setting => Factors.Count == 0 ? "nothing set" : string.Join("; ", Factors.Select(f => f.InWords));
}

/// <summary>How a run goes about it.</summary>
internal sealed record RunDesign
{
    /// <summary>The bound on the chance of a false "raises failures", over all arms.</summary>
    public required double Alpha { get; init; }

    /// <summary>The least difference of failure rates that "no effect" excludes.</summary>
    public required double Delta { get; init; }

    /// <summary>The cap: after so many whole blocks the run ends, decided or not.</summary>
    public required int MaxBlocks { get; init; }

    /// <summary>From the set-up to the first session.</summary>
    public required TimeSpan Settle { get; init; }

    /// <summary>From the undoing to the next trial.</summary>
    public required TimeSpan WashOut { get; init; }

    /// <summary>How late a load-generator may be by its own doing before the block is void.</summary>
    public required TimeSpan MaxLateness { get; init; }

    /// <summary>How long the load of a trial may take before the block is void.</summary>
    public required TimeSpan TrialLimit { get; init; }
}
