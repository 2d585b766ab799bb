using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Lab.Contracts;
using Lab.Probe.Probes;

namespace Lab.Probe;

/// <summary>The TLS handshake of an attempt: notes version, cipher and certificate, and names what is wrong with them.</summary>
internal static class TlsHandshake
{
    /// <summary>Content types of TLS records run from 20 to 24; what begins otherwise is not TLS.</summary>
    private static readonly (byte First, byte Last) RecordTypes = (20, 24);

    /// <summary>Makes the handshake. A certificate that a client would refuse is noted as the attempt's failure.</summary>
    public static async Task<SslStream> Make(ProbeAttempt attempt, Stream transport, CancellationToken cancellation)
    {
        attempt.Step(FailureLayer.Tls, "making the TLS handshake");
        var watched = new WatchedStream(transport);
        var tls = new SslStream(watched, leaveInnerStreamOpen: false);
        var fault = default((FailureKind Kind, string Detail)?);
        try
        {
            await tls.AuthenticateAsClientAsync(Options(attempt, (certificate, chain, errors) => fault = Look(attempt, certificate, chain, errors)), cancellation);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException && !cancellation.IsCancellationRequested && Explain(watched) is { } explained)
        {
            await tls.DisposeAsync();
            throw new ProbeException(explained.Kind, explained.Detail, exception);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }

        attempt.Note("tls-version", tls.SslProtocol switch { SslProtocols.Tls12 => "TLS 1.2", SslProtocols.Tls13 => "TLS 1.3", var other => $"{other}" });
        attempt.Note("cipher", $"{tls.NegotiatedCipherSuite}");
        if (fault is { } found)
        {
            attempt.Fail(found.Kind, found.Detail);
        }

        return tls;
    }

    [SuppressMessage("Security", "CA5359", Justification = "The certificate is judged in the callback; the attempt fails after the handshake, and nothing is sent over it.")]
    private static SslClientAuthenticationOptions Options(ProbeAttempt attempt, Action<X509Certificate2?, X509Chain?, SslPolicyErrors> look) => new()
    {
        TargetHost = attempt.Host,
        ApplicationProtocols = [SslApplicationProtocol.Http11],

        // The attempt's own sockets only: no side trip for revocation lists or missing links of the chain.
        CertificateChainPolicy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            look(certificate as X509Certificate2, chain, errors);

            // The handshake goes on so that version and cipher are seen; the attempt is failed afterwards.
            return true;
        },
    };

    private static (FailureKind Kind, string Detail)? Look(ProbeAttempt attempt, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not null)
        {
            attempt.Note("issuer", certificate.Issuer);
            attempt.Note("subject", certificate.Subject);
            attempt.Note("expires", certificate.NotAfter.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        }

        if (errors == SslPolicyErrors.None)
        {
            return null;
        }

        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status) ?? X509ChainStatusFlags.NoError;
        var words = status == X509ChainStatusFlags.NoError ? $"{errors}" : $"{errors}: {status}";
        attempt.Note("chain-errors", words);

        return (Kind(errors, status), $"The certificate of {certificate?.Subject ?? "nobody"} was refused ({words}).");
    }

    private static FailureKind Kind(SslPolicyErrors errors, X509ChainStatusFlags status)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return FailureKind.HandshakeFailed;
        }

        if ((status & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.ExplicitDistrust)) != 0)
        {
            return FailureKind.UntrustedCertificate;
        }

        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return FailureKind.ExpiredCertificate;
        }

        return status == X509ChainStatusFlags.NoError ? FailureKind.WrongCertificateName : FailureKind.HandshakeFailed;
    }

    private static (FailureKind Kind, string Detail)? Explain(WatchedStream watched) => watched switch
    {
        { FirstByte: { } first } when first < RecordTypes.First || first > RecordTypes.Last => (FailureKind.NotTls, $"What answered does not speak TLS: its answer begins with byte 0x{first:X2}."),
        { SawEnd: true } => (FailureKind.Closed, "The peer closed the connection in the middle of the TLS handshake."),
        _ => null,
    };
}
