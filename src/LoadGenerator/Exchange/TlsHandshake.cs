using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Lab.Contracts;
using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Exchange;

/// <summary>The TLS handshake, with what is wrong with a certificate told apart.</summary>
/// <param name="clock">For the limit.</param>
/// <param name="roots">Trusted instead of the system's; null is the system's trust.</param>
internal sealed class TlsHandshake(TimeProvider clock, X509Certificate2Collection? roots = null)
{
    private static readonly List<SslApplicationProtocol> Http11 = [SslApplicationProtocol.Http11];

    /// <summary>Shakes hands over a socket; closes it when that fails.</summary>
    public async Task<(SslStream? Tls, Trouble? Trouble)> Shake(Socket socket, string host, TimeSpan limit, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        var tap = new HandshakeTap(socket);
        var tls = new SslStream(tap);
        CertificateProblem? problem = null;
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    ApplicationProtocols = Http11,
                    CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                    CertificateChainPolicy = Policy(),
                    RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                        (problem = CertificateProblem.Of(errors, certificate, chain)) is null,
                },
                either.Token);
            return (tls, null);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            await tls.DisposeAsync();

            // With RST: there is nothing left to say to a peer that is not trusted or not understood.
            socket.Close(0);
            return (null, Why(exception, tap, problem, host, limit, cancellation));
        }
    }

    private static Trouble Why(Exception exception, HandshakeTap tap, CertificateProblem? problem, string host, TimeSpan limit, CancellationToken cancellation)
    {
        if (problem is not null)
        {
            return new Trouble(new Failure(FailureLayer.Tls, problem.Kind, null, $"The certificate of {host}: {problem.Detail}"), IsSelfSigned: problem.IsSelfSigned);
        }

        if (exception is OperationCanceledException)
        {
            return cancellation.IsCancellationRequested
                ? Trouble.Cancelled
                : Trouble.Of(FailureLayer.Tls, FailureKind.TimedOut, null, $"The TLS handshake with {host} did not end within {limit.TotalSeconds:0.###} s.");
        }

        if (tap.Error is { } error)
        {
            return Classifier.Classify(error, FailureLayer.Tls, "shaking hands");
        }

        if (!tap.SpokeTls)
        {
            return Trouble.Of(FailureLayer.Tls, FailureKind.NotTls, null, $"What answers at {host} does not speak TLS: its first byte is 0x{tap.First:X2}.");
        }

        return tap.SawEnd
            ? Trouble.Of(FailureLayer.Tls, FailureKind.Closed, null, "The peer closed in order during the TLS handshake.")
            : Trouble.Of(FailureLayer.Tls, FailureKind.HandshakeFailed, null, $"The TLS handshake failed: {(exception.InnerException ?? exception).Message}");
    }

    private X509ChainPolicy? Policy()
    {
        if (roots is null)
        {
            return null;
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }
}
