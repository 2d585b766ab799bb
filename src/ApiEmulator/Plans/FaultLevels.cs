using Lab.ApiEmulator.Connections;
using Lab.ApiEmulator.Faults;
using Lab.ApiEmulator.Resolver.Faults;
using Lab.Contracts;

namespace Lab.ApiEmulator.Plans;

/// <summary>What a fault strikes; decides which scopes make sense for it.</summary>
internal enum FaultLevel
{
    /// <summary>A request for a message, once its header was read.</summary>
    Request,

    /// <summary>A connection, before or beside its requests.</summary>
    Connection,

    /// <summary>A question to the lab's resolver.</summary>
    Resolver,
}

/// <summary>Which level each fault belongs to: that of the catalog that lists it.</summary>
internal static class FaultLevels
{
    private static readonly Dictionary<Type, (FaultLevel Level, Func<FaultSpec, IEnumerable<Complaint>> Check)> Table =
        FaultCatalog.All.Select(e => (e.Spec, Level: FaultLevel.Request, e.Check))
            .Concat(ConnectionFaultCatalog.All.Select(e => (e.Spec, Level: FaultLevel.Connection, e.Check)))
            .Concat(QuestionFaultCatalog.All.Select(e => (e.Spec, Level: FaultLevel.Resolver, e.Check)))
            .ToDictionary(e => e.Spec, e => (e.Level, e.Check));

    /// <summary>Every kind that the emulator can inject.</summary>
    public static IEnumerable<string> Kinds { get; } = [.. FaultCatalog.All.Select(e => e.Kind), .. ConnectionFaultCatalog.All.Select(e => e.Kind), .. QuestionFaultCatalog.All.Select(e => e.Kind)];

    /// <summary>What is wrong with a fault, as its catalog sees it and as its level does.</summary>
    public static IEnumerable<Complaint> Check(FaultSpec fault) => Table.TryGetValue(fault.GetType(), out var entry)
        ? [.. ReachCheck.Run(fault, entry.Level), .. entry.Check(fault)]
        : [new("kind", $"Must be one of {string.Join(", ", Kinds)}; it is {FaultKinds.NameOf(fault)}.")];

    /// <summary>What a checked plan's fault strikes.</summary>
    public static FaultLevel Of(FaultSpec fault) => Table[fault.GetType()].Level;
}
