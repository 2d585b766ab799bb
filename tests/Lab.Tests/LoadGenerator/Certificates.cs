using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Lab.Tests.LoadGenerator;

/// <summary>Certificates made for a test: a root, and leaves below it that are right or wrong in one way.</summary>
internal sealed class Certificates : IDisposable
{
    private static readonly DateTimeOffset Long = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly X509Certificate2 _root;

    public Certificates()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Lab test root", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _root = request.CreateSelfSigned(Long, Long.AddYears(30));
    }

    public X509Certificate2Collection Roots => [X509CertificateLoader.LoadCertificate(_root.Export(X509ContentType.Cert))];

    public string RootPem => _root.ExportCertificatePem();

    public X509Certificate2 Leaf(bool expired = false, bool wrongName = false)
    {
        using var key = RSA.Create(2048);
        var request = Request(key, wrongName);
        using var leaf = request.Create(_root, Long.AddYears(1), expired ? Long.AddYears(2) : Long.AddYears(29), [1, 2, 3, 4]);
        using var withKey = leaf.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null);
    }

    public static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        using var certificate = Request(key, wrongName: false).CreateSelfSigned(Long, Long.AddYears(30));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }

    public void Dispose() => _root.Dispose();

    private static CertificateRequest Request(RSA key, bool wrongName)
    {
        var request = new CertificateRequest("CN=leaf", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        if (wrongName)
        {
            names.AddDnsName("elsewhere.example");
        }
        else
        {
            names.AddIpAddress(IPAddress.Loopback);
            names.AddIpAddress(IPAddress.IPv6Loopback);
        }

        request.CertificateExtensions.Add(names.Build());
        return request;
    }
}
