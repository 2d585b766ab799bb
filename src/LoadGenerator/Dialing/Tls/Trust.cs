using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Lab.LoadGenerator.Dialing.Tls;

/// <summary>Whose certificates are trusted: the system's roots, and beside them the authority that a target brings. Nothing is fetched for it, neither a missing issuer nor a list of what was revoked.</summary>
/// <param name="roots">Trusted instead of the system's; null is the system's trust.</param>
internal sealed class Trust(X509Certificate2Collection? roots)
{
    /// <summary>The last where another root of the same name signed it.</summary>
    private const X509ChainStatusFlags NoRoot = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid;

    private readonly ConcurrentDictionary<string, X509Certificate2Collection> _authorities = new();

    /// <summary>How a chain is built first: to the target's own authority where it has one.</summary>
    /// <exception cref="CryptographicException">The authority cannot be read.</exception>
    public X509ChainPolicy Policy(string? authority) => To(authority is null ? roots : Authority(authority));

    /// <summary>What is wrong with a certificate; null for nothing. A chain that does not lead to the target's authority may still lead to a root of the system's.</summary>
    public CertificateProblem? Judge(string? authority, SslPolicyErrors errors, X509Certificate? certificate, X509Chain? chain)
    {
        var leadsElsewhere = chain is not null && chain.ChainStatus.Any(s => (s.Status & NoRoot) != 0);
        if (authority is null || !leadsElsewhere || certificate is not X509Certificate2 leaf)
        {
            return CertificateProblem.Of(errors, certificate, chain);
        }

        using var other = new X509Chain { ChainPolicy = To(roots) };
        other.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1", "TLS server"));
        other.ChainPolicy.ExtraStore.AddRange(chain!.ChainPolicy.ExtraStore);
        var names = errors & ~SslPolicyErrors.RemoteCertificateChainErrors;
        return CertificateProblem.Of(other.Build(leaf) ? names : names | SslPolicyErrors.RemoteCertificateChainErrors, certificate, other);
    }

    private X509Certificate2Collection Authority(string pem) => _authorities.GetOrAdd(pem, static text =>
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(text);
        return certificates.Count > 0 ? certificates : throw new CryptographicException("there is no certificate in it");
    });

    private static X509ChainPolicy To(X509Certificate2Collection? trusted)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (trusted is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(trusted);
        }

        return policy;
    }
}
