using System.Net;
using System.Net.Sockets;
using Lab.Contracts;
using Lab.LoadGenerator.Dialing.Names;
using Lab.LoadGenerator.Dialing.Tls;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Exchange.Kernel;
using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Dialing;

/// <summary>Opens connections: the name, each address in its order, the proxy's tunnel where there is a proxy, then TLS.</summary>
internal sealed class Dialer(TimeProvider clock, TlsHandshake handshake)
{
    private readonly NameLookup _names = new();
    private readonly Connector _connector = new(clock);

    /// <param name="endpoint">Where to, and on which way.</param>
    /// <param name="connectionId">The new connection's id.</param>
    /// <param name="habits">How the client sets its sockets up.</param>
    /// <param name="limits">How long each phase may take.</param>
    /// <param name="meter">Takes the times.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="kept">The addresses that the session keeps; null keeps none.</param>
    public async Task<Dialed> Dial(TargetAddress endpoint, string connectionId, SocketHabits habits, ExchangeLimits limits, AttemptMeter meter, CancellationToken cancellation, KeptNames? kept = null)
    {
        meter.Dns.From = meter.Now();
        var found = await Find(endpoint.ProxyHost ?? endpoint.Host, endpoint.Resolver, kept, cancellation);
        if (found.Trouble is not null)
        {
            return new Dialed(null, found.Trouble);
        }

        meter.Dns.To = meter.Connect.From = meter.Now();
        var (socket, trouble) = await _connector.Connect(found, endpoint.ProxyHost is null ? endpoint.Port : endpoint.ProxyPort, habits, limits.Connect, meter, cancellation);
        if (socket is not null && endpoint.ProxyHost is not null && endpoint.IsTls)
        {
            trouble = await Tunnel(socket, endpoint, limits.Tls, meter, cancellation);
        }

        if (socket is null || trouble is not null)
        {
            return new Dialed(null, trouble);
        }

        meter.Connect.To = meter.Now();
        if (!endpoint.IsTls)
        {
            return new Dialed(new Wire(connectionId, socket, null, clock, proxy: endpoint.Proxy), null);
        }

        meter.Tls.From = meter.Now();
        var shaken = await handshake.Shake(socket, endpoint, limits.Tls, cancellation);
        if (shaken.Tls is null)
        {
            meter.Tcp = shaken.Facts;
            return new Dialed(null, shaken.Trouble);
        }

        meter.Tls.To = meter.Now();
        return new Dialed(new Wire(connectionId, socket, shaken.Tls, clock, shaken.Tap, endpoint.Proxy), null);
    }

    public static string FamilyOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? "ipv6" : "ipv4";

    private async ValueTask<Found> Find(string host, IPEndPoint? resolver, KeptNames? kept, CancellationToken cancellation)
    {
        if (kept?.Find(host) is { } known)
        {
            return known;
        }

        var found = await _names.Find(host, resolver, cancellation);
        if (found.Trouble is null)
        {
            kept?.Keep(host, found.Addresses);
        }

        return found;
    }

    private async Task<Trouble?> Tunnel(Socket socket, TargetAddress endpoint, TimeSpan limit, AttemptMeter meter, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        Trouble? trouble;
        try
        {
            trouble = await ProxyTunnel.Open(socket, endpoint, either.Token);
        }
        catch (OperationCanceledException)
        {
            trouble = cancellation.IsCancellationRequested
                ? Trouble.Cancelled
                : Trouble.Of(FailureLayer.Connect, FailureKind.TimedOut, null, $"The proxy {endpoint.Proxy} did not answer CONNECT within {limit.TotalSeconds:0.###} s.");
        }

        if (trouble is not null)
        {
            meter.Tcp = TcpInfo.Read(socket);
            socket.Close(0);
        }

        return trouble;
    }
}
