using Lab.ApiEmulator.Plans;
using Lab.Contracts;

namespace Lab.ApiEmulator.Faults;

/// <summary>Every fault that the emulator can inject.</summary>
internal static class FaultCatalog
{
    public static IReadOnlyList<FaultEntry> All { get; } =
    [
        FaultEntry.For<ResetBeforeHeaders>(ResetBeforeHeadersFault.Name, _ => new ResetBeforeHeadersFault()),
        FaultEntry.For<CloseBeforeHeaders>(CloseBeforeHeadersFault.Name, _ => new CloseBeforeHeadersFault()),
        FaultEntry.For<CutMidStream>(CutMidStreamFault.Name, s => new CutMidStreamFault(s), CutMidStreamFault.Check),
        FaultEntry.For<Stall>(StallFault.Name, s => new StallFault(s), StallFault.Check),
        FaultEntry.For<RateLimit>(RateLimitFault.Name, s => new RateLimitFault(s), RateLimitFault.Check),
        FaultEntry.For<Overload>(OverloadFault.Name, _ => new OverloadFault()),
        FaultEntry.For<InternalError>(InternalErrorFault.Name, _ => new InternalErrorFault()),
    ];

    /// <summary>The entry of a plan's fault.</summary>
    public static FaultEntry Of(FaultSpec spec) =>
        All.FirstOrDefault(e => e.Spec == spec.GetType()) ?? throw new NotSupportedException($"The emulator has no fault for {spec.GetType().Name}.");
}

/// <summary>A line of the catalog.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="Spec">The record that asks for it.</param>
/// <param name="Make">Makes it from such a record.</param>
/// <param name="Check">What is wrong with such a record, beyond its probability.</param>
internal sealed record FaultEntry(string Kind, Type Spec, Func<FaultSpec, IFault> Make, Func<FaultSpec, IEnumerable<Complaint>> Check)
{
    public static FaultEntry For<T>(string kind, Func<T, IFault> make, Func<T, IEnumerable<Complaint>>? check = null) where T : FaultSpec =>
        new(kind, typeof(T), spec => make((T)spec), spec => check?.Invoke((T)spec) ?? []);
}
