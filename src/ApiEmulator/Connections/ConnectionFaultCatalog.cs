using Lab.ApiEmulator.Plans;
using Lab.ApiEmulator.Tls;
using Lab.Contracts;

namespace Lab.ApiEmulator.Connections;

/// <summary>Every fault of connections that the emulator can inject, at the endpoints of the sessions.</summary>
internal static class ConnectionFaultCatalog
{
    public static IReadOnlyList<CatalogEntry<IConnectionFault>> All { get; } =
    [
        CatalogEntry<IConnectionFault>.For<Refuse>(s => new RefuseFault(s), RefuseFault.Check),
        CatalogEntry<IConnectionFault>.For<ResetOnAccept>(_ => new ResetOnAcceptFault()),
        CatalogEntry<IConnectionFault>.For<IdleClose>(s => new IdleCloseFault(s), IdleCloseFault.Check),
        CatalogEntry<IConnectionFault>.For<IdleDrop>(s => new IdleDropFault(s), IdleDropFault.Check),
        CatalogEntry<IConnectionFault>.For<ConnectionLimit>(ConnectionLimitFault.Make, ConnectionLimitFault.Check),
        CatalogEntry<IConnectionFault>.For<SlowLink>(s => new SlowLinkFault(s), SlowLinkFault.Check),
        CatalogEntry<IConnectionFault>.For<SelfSignedCertificate>(_ => new SelfSignedCertificateFault()),
        CatalogEntry<IConnectionFault>.For<WrongCertificateName>(_ => new WrongCertificateNameFault()),
        CatalogEntry<IConnectionFault>.For<ExpiredCertificate>(_ => new ExpiredCertificateFault()),
        CatalogEntry<IConnectionFault>.For<PlainHttpOnTlsPort>(_ => new PlainHttpOnTlsPortFault()),
        CatalogEntry<IConnectionFault>.For<ResetInHandshake>(_ => new ResetInHandshakeFault()),
    ];

    /// <summary>The fault of a plan's record.</summary>
    public static IConnectionFault Make(FaultSpec spec) => All.First(e => e.Spec == spec.GetType()).Make(spec);
}
