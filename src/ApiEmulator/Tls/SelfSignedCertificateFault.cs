using Lab.ApiEmulator.Connections;

namespace Lab.ApiEmulator.Tls;

/// <summary>A certificate that nobody vouches for but itself.</summary>
internal sealed class SelfSignedCertificateFault : ICertificateFault
{
    public string Kind => "self-signed-certificate";

    public string Says => "The emulator showed a certificate signed by itself, as planned.";

    public ServedCertificate Choose(LabAuthority authority) => authority.SelfSigned;
}
