using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lab.Contracts;
using Lab.LoadGenerator.Dialing.Tls;
using Lab.LoadGenerator.Exchange.Kernel;
using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Dialing.Tls;

/// <summary>The TLS handshake, with what is wrong with a certificate told apart.</summary>
/// <param name="clock">For the limit.</param>
/// <param name="roots">Trusted instead of the system's; null is the system's trust.</param>
internal sealed class TlsHandshake(TimeProvider clock, X509Certificate2Collection? roots = null)
{
    private static readonly List<SslApplicationProtocol> Http11 = [SslApplicationProtocol.Http11];

    private readonly Trust _trust = new(roots);

    /// <summary>Shakes hands over a socket; closes it when that fails.</summary>
    public async Task<Shaken> Shake(Socket socket, TargetAddress endpoint, TimeSpan limit, CancellationToken cancellation)
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
                    TargetHost = endpoint.Host,
                    ApplicationProtocols = Http11,
                    CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                    CertificateChainPolicy = _trust.Policy(endpoint.CaCertificate),
                    RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                        (problem = _trust.Judge(endpoint.CaCertificate, errors, certificate, chain)) is null,
                },
                either.Token);
            tap.StandAside();
            return new Shaken(tls, tap, null, null);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or CryptographicException)
        {
            var facts = TcpInfo.Read(socket);
            await tls.DisposeAsync();

            // With RST: there is nothing left to say to a peer that is not trusted or not understood.
            socket.Close(0);
            return new Shaken(null, null, Why(exception, tap, problem, endpoint.Host, limit, cancellation), facts);
        }
    }

    private static Trouble Why(Exception exception, HandshakeTap tap, CertificateProblem? problem, string host, TimeSpan limit, CancellationToken cancellation)
    {
        if (problem is not null)
        {
            return new Trouble(new Failure(FailureLayer.Tls, problem.Kind, null, $"The certificate of {host}: {problem.Detail}"), IsSelfSigned: problem.IsSelfSigned);
        }

        if (exception is CryptographicException)
        {
            return Trouble.Of(FailureLayer.Client, FailureKind.Other, null, $"The target's CA certificate cannot be read as PEM: {exception.Message}");
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
}
