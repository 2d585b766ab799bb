using Lab.ApiEmulator.Connections;
using Lab.ApiEmulator.Faults;
using Lab.ApiEmulator.Resolver.Faults;
using Lab.Contracts;

namespace Lab.ApiEmulator.Plans;

/// <summary>What a fault strikes.</summary>
internal enum FaultLevel
{
    Request,
    Connection,
    Resolver,
}

/// <summary>Which level each fault belongs to: that of the catalog that lists it.</summary>
internal static class FaultLevels
{
    private static readonly Dictionary<Type, (FaultLevel Level, Func<FaultSpec, IEnumerable<Complaint>> Check)> Table =
        FaultCatalog.All.Select(e => (e.Spec, FaultLevel.Request, e.Check))
            .Concat(ConnectionFaultCatalog.All.Select(e => (e.Spec, FaultLevel.Connection, e.Check)))
            .Concat(QuestionFaultCatalog.All.Select(e => (e.Spec, FaultLevel.Resolver, e.Check)))
            .ToDictionary(e => e.Spec, e => (e.Item2, e.Check));

    /// <summary>Every kind that the emulator can inject.</summary>
    public static IEnumerable<string> Kinds { get; } = [.. Table.Keys.Select(FaultKinds.NameOf)];

    public static FaultLevel Of(FaultSpec fault) => Entry(fault).Level;

    /// <summary>What is wrong with a fault, as its catalog sees it and as its level does.</summary>
    public static IEnumerable<Complaint> Check(FaultSpec fault)
    {
        var (level, check) = Entry(fault);
        return check(fault).Concat(level == FaultLevel.Request ? [] : Scope(fault, level));
    }

    /// <summary>A scope that nothing of its level can meet would make a fault that never strikes.</summary>
    private static IEnumerable<Complaint> Scope(FaultSpec fault, FaultLevel level)
    {
        var what = level == FaultLevel.Connection ? "a connection" : "a question to the resolver";
        if (fault.Scope?.Sessions is not null)
        {
            yield return new("scope.sessions", $"Must be left out: {what} does not say which session it belongs to.");
        }

        if (fault.Scope?.ConnectionAge is not null)
        {
            yield return new("scope.connectionAge", $"Must be left out: only a request has a connection that was there before, and {FaultKinds.NameOf(fault)} strikes {what}.");
        }

        if (fault.Scope?.BodyBytes is not null)
        {
            yield return new("scope.bodyBytes", $"Must be left out: {what} has no body.");
        }
    }

    private static (FaultLevel Level, Func<FaultSpec, IEnumerable<Complaint>> Check) Entry(FaultSpec fault) =>
        Table.TryGetValue(fault.GetType(), out var entry) ? entry : throw new NotSupportedException($"The emulator has no fault for {fault.GetType().Name}.");
}
