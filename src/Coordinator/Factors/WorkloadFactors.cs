using Lab.Contracts;
using Lab.Coordinator.Experiments.Workloads;
using Lab.Coordinator.Experiments.Yaml;

namespace Lab.Coordinator.Factors;

/// <summary>Factors that set one thing of the sessions, as the workload's field of the same name does for all arms.</summary>
internal static class WorkloadFactors
{
    public static IFactor ParallelSessions { get; } = new Factor<int>(
        "parallel-sessions",
        f => f.Whole(1, 1, 10_000),
        n => n == 1 ? "1 session at a time" : $"{n} sessions at a time",
        (w, n) => w with { Parallel = n });

    public static IFactor Client { get; } = new Factor<string>("client", WorkloadFields.Client, c => $"sessions as {c}", (w, c) => w with { Client = c });

    public static IFactor ToolTime { get; } = new Factor<DurationRange>(
        "tool-time",
        f => WorkloadFields.Range(f, default),
        t => $"tools run {(t.Min == t.Max ? Quantities.Text(t.Min) : $"{Quantities.Text(t.Min)} to {Quantities.Text(t.Max)}")}",
        (w, t) => w with { ToolTime = t });

    public static IFactor PromptBytes { get; } = new Factor<int>(
        "prompt-bytes",
        f => WorkloadFields.PromptBytes(f) ?? 1_000,
        b => $"requests of {Quantities.BytesText(b)} and more",
        (w, b) => w with { PromptBytes = b });

    public static IFactor PooledConnections { get; } = new Factor<bool>(
        "pooled-connections",
        f => f.Flag(true),
        p => p ? "connections kept for the next request" : "a connection for each request",
        (w, p) => w with { PooledConnections = p });

    private sealed class Factor<T>(string name, Func<YamlField, T> read, Func<T, string> inWords, Func<Workload, T, Workload> set) : IFactor
    {
        public string Name => name;

        public IEnumerable<IFactorSetting> Read(YamlField field)
        {
            var level = read(field);
            return [new Setting(inWords(level), workload => set(workload, level))];
        }
    }

    private sealed class Setting(string inWords, Func<Workload, Workload> set) : IFactorSetting
    {
        public string InWords => inWords;

        public TrialPlan Shape(TrialPlan plan) => plan with { Workload = set(plan.Workload) };
    }
}
