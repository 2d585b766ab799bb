using Lab.ApiEmulator.Plans;
using Lab.Contracts;

namespace Lab.ApiEmulator.Resolver.Faults;

/// <summary>Every fault of the resolver that the emulator can inject.</summary>
internal static class QuestionFaultCatalog
{
    public static IReadOnlyList<CatalogEntry<IQuestionFault>> All { get; } =
    [
        CatalogEntry<IQuestionFault>.For<DnsNameNotFound>(_ => new DnsNameNotFoundFault()),
        CatalogEntry<IQuestionFault>.For<DnsServerFailure>(_ => new DnsServerFailureFault()),
        CatalogEntry<IQuestionFault>.For<DnsSilence>(_ => new DnsSilenceFault()),
        CatalogEntry<IQuestionFault>.For<DnsSlow>(s => new DnsSlowFault(s), DnsSlowFault.Check),
        CatalogEntry<IQuestionFault>.For<DnsWrongAddress>(s => new DnsWrongAddressFault(s), DnsWrongAddressFault.Check),
        CatalogEntry<IQuestionFault>.For<DnsDeadIpv6>(_ => new DnsDeadIpv6Fault()),
    ];

    /// <summary>The fault of a plan's record.</summary>
    public static IQuestionFault Make(FaultSpec spec) => All.First(e => e.Spec == spec.GetType()).Make(spec);
}
