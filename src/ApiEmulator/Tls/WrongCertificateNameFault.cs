using Lab.ApiEmulator.Connections;

namespace Lab.ApiEmulator.Tls;

/// <summary>A certificate of the lab's authority for another name.</summary>
internal sealed class WrongCertificateNameFault : ICertificateFault
{
    public string Kind => "wrong-certificate-name";

    public string Says => "The emulator showed a certificate for another name, as planned.";

    public ServedCertificate Choose(LabAuthority authority) => authority.WrongName;
}
