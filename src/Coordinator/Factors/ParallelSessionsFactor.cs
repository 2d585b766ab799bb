using Lab.Coordinator.Experiments.Yaml;

namespace Lab.Coordinator.Factors;

/// <summary>How many sessions run at the same time; the trial's number of calls stays as it is.</summary>
internal sealed class ParallelSessionsFactor : IFactor
{
    public string Name => "parallel-sessions";

    public IEnumerable<IFactorSetting> Read(YamlField field) => [new Setting(field.Whole(1, 1, 10_000))];

    private sealed record Setting(int Sessions) : IFactorSetting
    {
        public string InWords => Sessions == 1 ? "1 session at a time" : $"{Sessions} sessions at a time";

        public TrialPlan Shape(TrialPlan plan) => plan with { Workload = plan.Workload with { Parallel = Sessions } };
    }
}
