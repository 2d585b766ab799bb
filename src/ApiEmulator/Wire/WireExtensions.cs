using System.Net.Sockets;
using Lab.ApiEmulator.Journals;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Lab.ApiEmulator.Wire;

/// <summary>HTTP/1.1 over connections that the emulator holds itself; the server ends none of its own accord.</summary>
internal static class WireExtensions
{
    /// <summary>The API's own limit on a request for a message.</summary>
    public const int LargestBody = 32 * 1024 * 1024;

    /// <summary>What is taken of a body that nobody reads: little, so that a client whose request is dropped sees it go unacknowledged.</summary>
    public const int ReadAhead = 64 * 1024;

    /// <summary>Not <see cref="Timeout.InfiniteTimeSpan"/>: the server adds it to the time now, overflows, and closes every idle connection at its next heartbeat.</summary>
    public static readonly TimeSpan Unbounded = TimeSpan.FromDays(30);

    public static WebApplicationBuilder AddWire(this WebApplicationBuilder builder)
    {
        // Thousands of requests a second: a line for each would cost more than the reply.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        builder.Services.AddSingleton<OpenConnections>();
        builder.WebHost.UseSockets(sockets => sockets.MaxReadBufferSize = ReadAhead);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Calm();
            var open = kestrel.ApplicationServices.GetRequiredService<OpenConnections>();
            var clock = kestrel.ApplicationServices.GetRequiredService<TimeProvider>();
            kestrel.ConfigureEndpointDefaults(endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http1;
                endpoint.Use(next => async connection =>
                {
                    var wire = new ConnectionWire(connection, connection.TcpSocket(), open.Enter(), clock.GetTimestamp());
                    try
                    {
                        await wire.Hold(connection, next);
                    }
                    finally
                    {
                        open.Leave();
                    }
                });
                endpoint.UseHeadTap();
            });
        });

        return builder;
    }

    /// <summary>Takes every time-out and least rate off a server: a fault that no plan asked for would be counted against an innocent.</summary>
    public static void Calm(this KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.KeepAliveTimeout = Unbounded;
        kestrel.Limits.RequestHeadersTimeout = Unbounded;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;

        // Bodies beyond the limit get the API's own answer, so they must come in first.
        kestrel.Limits.MaxRequestBodySize = null;
    }

    /// <summary>The wire that a request came over.</summary>
    public static ConnectionWire Wire(this HttpContext context) =>
        context.Features.Get<ConnectionWire>() ?? throw new InvalidOperationException("This connection has no wire: the emulator's endpoints must run on Kestrel's TCP sockets.");

    /// <summary>The socket of a connection.</summary>
    public static Socket TcpSocket(this ConnectionContext connection) =>
        connection.Features.Get<IConnectionSocketFeature>()?.Socket ?? throw new InvalidOperationException($"The emulator serves TCP only; {connection.LocalEndPoint} is none.");

    /// <summary>Puts a wire below everything that follows.</summary>
    public static async Task Hold(this ConnectionWire wire, ConnectionContext connection, ConnectionDelegate next)
    {
        var transport = connection.Transport;
        connection.Features.Set(wire);
        connection.Transport = wire;
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
            await wire.DisposeAsync();
        }
    }
}
