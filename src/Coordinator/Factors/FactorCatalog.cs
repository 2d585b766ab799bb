namespace Lab.Coordinator.Factors;

/// <summary>Every factor that a definition can set.</summary>
internal static class FactorCatalog
{
    public static IReadOnlyList<IFactor> All { get; } =
    [
        new FaultFactor(),
        new ParallelSessionsFactor(),
        new VmFactor(),
    ];
}
