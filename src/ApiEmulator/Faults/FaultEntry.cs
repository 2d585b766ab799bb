using Lab.ApiEmulator.Plans;
using Lab.Contracts;

namespace Lab.ApiEmulator.Faults;

/// <summary>A line of the catalog.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="Spec">The record that asks for it.</param>
/// <param name="Level">What it strikes; decides which onsets and scopes make sense for it.</param>
/// <param name="Make">Makes it from such a record, where it strikes requests; null at other levels, which act on the records themselves.</param>
/// <param name="Check">What is wrong with such a record, beyond what all faults have.</param>
internal sealed record FaultEntry(string Kind, Type Spec, FaultLevel Level, Func<FaultSpec, IFault>? Make, Func<FaultSpec, IEnumerable<Complaint>> Check)
{
    /// <summary>A fault of requests.</summary>
    public static FaultEntry For<T>(string kind, Func<T, IFault> make, Func<T, IEnumerable<Complaint>>? check = null) where T : FaultSpec =>
        new(kind, typeof(T), FaultLevel.Request, spec => make((T)spec), spec => check?.Invoke((T)spec) ?? []);

    /// <summary>A fault of connections or of the resolver, by the name that the contracts give it.</summary>
    public static FaultEntry At<T>(FaultLevel level, Func<T, IEnumerable<Complaint>>? check = null) where T : FaultSpec, new() =>
        new(FaultKinds.NameOf(new T()), typeof(T), level, null, spec => check?.Invoke((T)spec) ?? []);
}

/// <summary>What a fault strikes.</summary>
internal enum FaultLevel
{
    /// <summary>A request for a message, once its header was read.</summary>
    Request,

    /// <summary>A connection, before or beside its requests.</summary>
    Connection,

    /// <summary>A question to the lab's resolver.</summary>
    Resolver,
}
