using System.Net.Sockets;
using Lab.Contracts;

namespace Lab.Probe.Probes;

/// <summary>Makes a TLS handshake: which version and cipher, and whose certificate? A box on the way that reads along shows as another issuer.</summary>
internal sealed class TlsProbe : IProbe
{
    public string Name => "tls";

    public ProbeScope Scope => ProbeScope.FirstAddress;

    public FailureLayer Layer => FailureLayer.Connect;

    public bool IsFor(Uri target) => target.Scheme == Uri.UriSchemeHttps;

    public async Task Attempt(ProbeAttempt attempt, CancellationToken cancellation)
    {
        using var socket = await TcpDial.Open(attempt, cancellation);
        await using var stream = new NetworkStream(socket);
        await using var tls = await TlsHandshake.Make(attempt, stream, cancellation);
    }
}
