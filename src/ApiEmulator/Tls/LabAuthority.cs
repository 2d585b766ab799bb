using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lab.Contracts;

namespace Lab.ApiEmulator.Tls;

/// <summary>A certificate authority for one life of the process, and the certificates that the emulator shows. Keys are never written.</summary>
internal sealed class LabAuthority : IDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _root;
    private readonly X509SignatureGenerator _signer;
    private readonly DateTimeOffset _now;

    public LabAuthority(TimeProvider clock)
    {
        // Certificates count whole seconds.
        _now = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());
        _signer = X509SignatureGenerator.CreateForECDsa(_key);

        var root = new CertificateRequest($"CN=Lab authority {Guid.NewGuid():N}", _key, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        root.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        root.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(root.PublicKey, critical: false));
        _root = root.CreateSelfSigned(_now - (30 * Day), _now + (365 * Day));

        Right = Issue(EmulatorNames.Host, _now - (2 * Day), _now + (90 * Day));
        WrongName = Issue("elsewhere.lab.test", _now - (2 * Day), _now + (90 * Day), isElsewhere: true);
        Expired = Issue(EmulatorNames.Host, _now - (10 * Day), _now - Day);
        SelfSigned = IssueBySelf();
    }

    /// <summary>What everybody sees whom no fault strikes.</summary>
    public ServedCertificate Right { get; }

    public ServedCertificate WrongName { get; }

    public ServedCertificate Expired { get; }

    public ServedCertificate SelfSigned { get; }

    /// <summary>The authority's own certificate in PEM.</summary>
    public string Pem => _root.ExportCertificatePem();

    public void Dispose()
    {
        foreach (var served in new[] { Right, WrongName, Expired, SelfSigned })
        {
            served.Dispose();
        }

        _root.Dispose();
        _key.Dispose();
    }

    private ServedCertificate Issue(string name, DateTimeOffset from, DateTimeOffset to, bool isElsewhere = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(name, key, isElsewhere);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_root, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var issued = request.Create(_root.SubjectName, _signer, from, to, RandomNumberGenerator.GetBytes(16));
        return new ServedCertificate(issued.CopyWithPrivateKey(key));
    }

    private ServedCertificate IssueBySelf()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new ServedCertificate(Request(EmulatorNames.Host, key, isElsewhere: false).CreateSelfSigned(_now - (2 * Day), _now + (90 * Day)));
    }

    private static CertificateRequest Request(string name, ECDsa key, bool isElsewhere)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (!isElsewhere)
        {
            names.AddDnsName("localhost");
            names.AddIpAddress(IPAddress.Loopback);
            names.AddIpAddress(IPAddress.IPv6Loopback);
        }

        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "Server Authentication")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }
}

/// <summary>A certificate made ready once for all its handshakes.</summary>
internal sealed class ServedCertificate(X509Certificate2 certificate) : IDisposable
{
    // Offline: the lab must not ask anybody on the network about its own certificate.
    public SslStreamCertificateContext Context { get; } = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);

    public void Dispose() => certificate.Dispose();
}
