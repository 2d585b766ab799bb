using Lab.Contracts;

namespace Lab.Coordinator.Factors;

/// <summary>What a trial's sessions and the emulator do, as the arm's factors shape it.</summary>
/// <param name="Workload">The sessions.</param>
/// <param name="Faults">The emulator's faults.</param>
internal sealed record TrialPlan(Workload Workload, IReadOnlyList<FaultSpec> Faults)
{
    /// <summary>The plan of an arm of an experiment.</summary>
    public static TrialPlan For(Experiments.Experiment experiment, Experiments.Arm arm) =>
        arm.Factors.Aggregate(new TrialPlan(experiment.Workload, []), (plan, factor) => factor.Shape(plan));
}
