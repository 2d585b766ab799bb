using Lab.ApiEmulator.Plans;
using Lab.Contracts;

namespace Lab.ApiEmulator.Faults;

/// <summary>Every fault of requests that the emulator can inject.</summary>
internal static class FaultCatalog
{
    public static IReadOnlyList<FaultEntry> All { get; } =
    [
        FaultEntry.For<ResetBeforeHeaders>(ResetBeforeHeadersFault.Name, _ => new ResetBeforeHeadersFault()),
        FaultEntry.For<CloseBeforeHeaders>(CloseBeforeHeadersFault.Name, _ => new CloseBeforeHeadersFault()),
        FaultEntry.For<CutMidStream>(CutMidStreamFault.Name, s => new CutMidStreamFault(s), CutMidStreamFault.Check),
        FaultEntry.For<Stall>(StallFault.Name, s => new StallFault(s), StallFault.Check),
        FaultEntry.For<SlowHeaders>(SlowHeadersFault.Name, s => new SlowHeadersFault(s), SlowHeadersFault.Check),
        FaultEntry.For<Trickle>(TrickleFault.Name, s => new TrickleFault(s), TrickleFault.Check),
        FaultEntry.For<RateLimit>(RateLimitFault.Name, s => new RateLimitFault(s), RateLimitFault.Check),
        FaultEntry.For<Overload>(OverloadFault.Name, _ => new OverloadFault()),
        FaultEntry.For<InternalError>(InternalErrorFault.Name, _ => new InternalErrorFault()),
        FaultEntry.For<BadGateway>(BadGatewayFault.Name, _ => new BadGatewayFault()),
        FaultEntry.For<ServiceUnavailable>(ServiceUnavailableFault.Name, _ => new ServiceUnavailableFault()),
        FaultEntry.For<Unauthorized>(UnauthorizedFault.Name, _ => new UnauthorizedFault()),
        FaultEntry.For<Forbidden>(ForbiddenFault.Name, _ => new ForbiddenFault()),
        FaultEntry.For<ErrorEvent>(ErrorEventFault.Name, s => new ErrorEventFault(s), ErrorEventFault.Check),
        FaultEntry.For<MalformedStream>(MalformedStreamFault.Name, s => new MalformedStreamFault(s), MalformedStreamFault.Check),
        FaultEntry.For<NoMessageStop>(NoMessageStopFault.Name, s => new NoMessageStopFault(s), NoMessageStopFault.Check),
        FaultEntry.For<CaptivePortal>(CaptivePortalFault.Name, _ => new CaptivePortalFault()),
        FaultEntry.For<DropLargeBody>(DropLargeBodyFault.Name, s => new DropLargeBodyFault(s), DropLargeBodyFault.Check),
    ];

    /// <summary>The entry of a plan's fault.</summary>
    public static FaultEntry Of(FaultSpec spec) =>
        All.FirstOrDefault(e => e.Spec == spec.GetType()) ?? throw new NotSupportedException($"The emulator has no fault for {spec.GetType().Name}.");
}

/// <summary>A line of the catalog.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="Spec">The record that asks for it.</param>
/// <param name="Make">Makes it from such a record.</param>
/// <param name="Check">What is wrong with such a record, beyond its probability, onset and scope.</param>
internal sealed record FaultEntry(string Kind, Type Spec, Func<FaultSpec, IFault> Make, Func<FaultSpec, IEnumerable<Complaint>> Check)
{
    public static FaultEntry For<T>(string kind, Func<T, IFault> make, Func<T, IEnumerable<Complaint>>? check = null) where T : FaultSpec =>
        new(kind, typeof(T), spec => make((T)spec), spec => check?.Invoke((T)spec) ?? []);
}
