using System.Net.Security;
using System.Security.Authentication;
using Lab.ApiEmulator.Connections;
using Lab.ApiEmulator.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Lab.ApiEmulator.Tls;

/// <summary>TLS on an endpoint, with the certificate that each connection's fault chooses.</summary>
internal static class TlsExtensions
{
    private static readonly List<SslApplicationProtocol> Http11 = [SslApplicationProtocol.Http11];

    public static void UseLabTls(this ListenOptions endpoint, LabAuthority authority, Strikes strikes)
    {
        endpoint.Use(next => connection => Shake(connection, next, strikes));
        endpoint.UseHttps(new TlsHandshakeCallbackOptions
        {
            // A slow link stretches a handshake: only the client may lose patience.
            HandshakeTimeout = WireExtensions.Unbounded,
            OnConnection = handshake => new(Options(handshake.Connection.Features.Get<ConnectionWire>(), authority, strikes)),
        });
    }

    private static async Task Shake(ConnectionContext connection, ConnectionDelegate next, Strikes strikes)
    {
        if (connection.Features.Get<ConnectionWire>() is { Accepted: { Fault: IHandshakeFault fault } accepted } wire)
        {
            try
            {
                if (await ClientHello.Read(wire.Input, connection.ConnectionClosed))
                {
                    strikes.Note(accepted, fault);
                    await fault.Strike(wire);
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The client left before it had said hello: there was nothing to strike.
            }

            return;
        }

        await next(connection);
    }

    private static SslServerAuthenticationOptions Options(ConnectionWire? wire, LabAuthority authority, Strikes strikes)
    {
        var served = authority.Right;
        var isStruck = wire is { Accepted: { Fault: ICertificateFault } };
        if (wire is { Accepted: { Fault: ICertificateFault fault } accepted })
        {
            served = fault.Choose(authority);
            strikes.Note(accepted, fault);
        }

        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = served.Context,
            ApplicationProtocols = Http11,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,

            // A session taken up again would show no certificate.
            AllowTlsResume = !isStruck,
        };
    }
}
