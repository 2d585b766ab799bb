using Lab.Contracts;
using Lab.Coordinator.Experiments.Workloads;
using Lab.Coordinator.Experiments.Yaml;
using Lab.Coordinator.Factors;

namespace Lab.Coordinator.Experiments;

/// <summary>What the parts of an experiment must keep to together: its target, its workload, its arms.</summary>
internal static class ExperimentRules
{
    /// <summary>Factors that the real client decides by itself.</summary>
    private static readonly string[] OfTheClient = ["prompt-bytes", "pooled-connections"];

    public static void Check(Experiment experiment, YamlMap root)
    {
        Target(experiment, root["target"]);
        Limit(experiment, root["design"].Map());
        foreach (var arm in experiment.Arms)
        {
            Arm(experiment, arm, root["target"], root["arms"].Map()[arm.Name]);
        }
    }

    private static void Target(Experiment experiment, YamlField field)
    {
        var (target, workload) = (experiment.Target, experiment.Workload);
        if (workload.Driver != LoadDriver.ClaudeCli)
        {
            return;
        }

        if (target.Kind is TargetKind.Anthropic or TargetKind.AnthropicUnauthenticated || target.Url is { IsLoopback: false })
        {
            field.Fault($"is {target.InWords}, and 'driver: claude-cli' lets the real client loose on stand-ins only: elsewhere nobody could count or stop what it sends", "aim at 'emulator' or at a URL on loopback");
        }

        if (target.Resolver is not null || target.RequestsPerSecond is not null || target.MaxRequests is not null || target.MaxTokens is not null)
        {
            field.Fault("has a resolver or a ceiling, which 'driver: claude-cli' cannot keep to: the real client goes its own way", "leave them out");
        }
    }

    /// <summary>A trial that cannot end in time is no question of luck.</summary>
    private static void Limit(Experiment experiment, YamlMap design)
    {
        var (workload, limit) = (experiment.Workload, experiment.Design.TrialLimit);
        if (experiment.Target.RequestsPerSecond is { } rate && workload.Calls / rate is var least && least > limit.TotalSeconds)
        {
            design["trial-limit"].Fault($"is {Quantities.Text(limit)}, and {workload.Calls} calls at {rate:0.###} requests a second take {least:0} s at least", "write fewer calls in the workload, or a longer limit");
        }

        if (workload.Arrival.Over is { } over && over > limit)
        {
            design["trial-limit"].Fault($"is {Quantities.Text(limit)}, and the sessions arrive over {Quantities.Text(over)}", "write a shorter ramp, or a longer limit");
        }
    }

    private static void Arm(Experiment experiment, Arm arm, YamlField target, YamlField field)
    {
        if (experiment.Target.Kind != TargetKind.Emulator && arm.Factors.Any(f => f.NeedsEmulator))
        {
            target.Fault($"is not the emulator, and arm '{arm.Name}' injects a fault, which only the emulator can do", "aim at 'emulator', or take the fault out");
            return;
        }

        foreach (var unmet in arm.Factors.Select(f => f.Unmet(experiment.Target)).OfType<string>())
        {
            target.Fault($"lacks what arm '{arm.Name}' needs", $"it has {unmet}");
        }

        var shaped = TrialPlan.For(experiment, arm).Workload;
        var known = WorkloadRules.Complaints(experiment.Workload).ToList();
        foreach (var (what, rule, fix) in WorkloadRules.Complaints(shaped).Except(known))
        {
            field.Fault($"sets sessions that cannot be: {what} {rule}", fix);
        }

        foreach (var factor in OfTheClient.Where(f => experiment.Workload.Driver == LoadDriver.ClaudeCli && field.Map()[f].IsThere))
        {
            field.Fault($"sets {factor}, which is the real client's own affair with 'driver: claude-cli'", "leave it out, or take the simulated driver");
        }

        if (experiment.Workload.Arrival.Kind != ArrivalKind.AtOnce && field.Map()["parallel-sessions"].IsThere)
        {
            field.Fault($"sets parallel-sessions, which has no meaning beside 'arrival: {Words.Kebab(experiment.Workload.Arrival.Kind)} …'", "leave one of the two out");
        }
    }
}
