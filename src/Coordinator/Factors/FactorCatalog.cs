using Lab.Coordinator.Factors.Faults;

namespace Lab.Coordinator.Factors;

/// <summary>Every factor that a definition can set.</summary>
internal static class FactorCatalog
{
    public static IReadOnlyList<IFactor> All { get; } =
    [
        new FaultFactor(),
        WorkloadFactors.ParallelSessions,
        WorkloadFactors.Client,
        WorkloadFactors.ToolTime,
        WorkloadFactors.PromptBytes,
        WorkloadFactors.PooledConnections,
        new VmFactor(),
        new BallastFactor(),
    ];
}
