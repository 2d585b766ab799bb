using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Authentication;
using Lab.Contracts;

namespace Lab.LoadGenerator.Dialing.Tls;

/// <summary>What a handshake agreed on. Read at once, since a stream that is closed does not tell; and told once for all connections that agreed on the same.</summary>
internal static class Agreed
{
    private static readonly ConcurrentDictionary<(SslProtocols Version, TlsCipherSuite Cipher, ushort? Group, SslApplicationProtocol Protocol), TlsFacts> Known = new();

    public static TlsFacts By(SslStream tls, ushort? group) => Known.GetOrAdd((tls.SslProtocol, tls.NegotiatedCipherSuite, group, tls.NegotiatedApplicationProtocol), static agreed => new TlsFacts(
        agreed.Version switch
        {
            SslProtocols.Tls13 => "TLS 1.3",
            SslProtocols.Tls12 => "TLS 1.2",
            var other => other.ToString(),
        },
        agreed.Cipher.ToString(),
        agreed.Group is { } known ? KeyShares.Name(known) : null,
        agreed.Protocol.Protocol.IsEmpty ? null : agreed.Protocol.ToString()));
}
