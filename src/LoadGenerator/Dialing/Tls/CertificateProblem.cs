using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Lab.Contracts;

namespace Lab.LoadGenerator.Dialing.Tls;

/// <summary>What is wrong with a certificate; of several problems the one that clients name first: untrusted, then expired, then the name.</summary>
internal sealed record CertificateProblem(FailureKind Kind, string Detail, bool IsSelfSigned)
{
    /// <summary>Null when nothing is wrong.</summary>
    public static CertificateProblem? Of(SslPolicyErrors errors, X509Certificate? certificate, X509Chain? chain)
    {
        if (errors == SslPolicyErrors.None)
        {
            return null;
        }

        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return new CertificateProblem(FailureKind.HandshakeFailed, "the server showed none.", false);
        }

        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status) ?? X509ChainStatusFlags.NoError;
        var isSelfSigned = certificate.Subject == certificate.Issuer;
        var found = new List<(FailureKind Kind, string Text)>();

        if ((status & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid | X509ChainStatusFlags.ExplicitDistrust)) != 0)
        {
            found.Add((FailureKind.UntrustedCertificate, isSelfSigned ? "it is self-signed" : $"its issuer \"{certificate.Issuer}\" is not trusted"));
        }

        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            found.Add((FailureKind.ExpiredCertificate, $"it is valid from {certificate.GetEffectiveDateString()} to {certificate.GetExpirationDateString()}"));
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            found.Add((FailureKind.WrongCertificateName, $"it is for \"{certificate.Subject}\""));
        }

        if (found.Count == 0)
        {
            found.Add((FailureKind.HandshakeFailed, $"its chain is refused ({status})"));
        }

        return new CertificateProblem(found[0].Kind, string.Join("; ", found.Select(f => f.Text)) + ".", isSelfSigned);
    }
}
