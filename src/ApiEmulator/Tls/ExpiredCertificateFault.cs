using Lab.ApiEmulator.Connections;

namespace Lab.ApiEmulator.Tls;

/// <summary>A certificate of the lab's authority that is out of date.</summary>
internal sealed class ExpiredCertificateFault : ICertificateFault
{
    public string Kind => "expired-certificate";

    public string Says => "The emulator showed a certificate that is out of date, as planned.";

    public ServedCertificate Choose(LabAuthority authority) => authority.Expired;
}
