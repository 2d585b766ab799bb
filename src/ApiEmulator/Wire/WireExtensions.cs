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
    private const int ReadAhead = 64 * 1024;

    /// <summary>Not <see cref="Timeout.InfiniteTimeSpan"/>: the server adds it to the time now, overflows, and closes every idle connection at its next heartbeat.</summary>
    private static readonly TimeSpan Unbounded = TimeSpan.FromDays(30);

    public static WebApplicationBuilder AddWire(this WebApplicationBuilder builder)
    {
        // Thousands of requests a second: a line for each would cost more than the reply.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        var open = new OpenConnections();
        builder.Services.AddSingleton(open);
        builder.WebHost.UseSockets(sockets => sockets.MaxReadBufferSize = ReadAhead);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var clock = kestrel.ApplicationServices.GetRequiredService<TimeProvider>();
            kestrel.AddServerHeader = false;
            kestrel.ConfigureEndpointDefaults(endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http1;
                endpoint.Use(next => HoldWire(next, open, clock));
                endpoint.UseHeadTap();
            });

            // A fault that no plan asked for would be counted against an innocent: no time-out, no least rate.
            kestrel.Limits.KeepAliveTimeout = Unbounded;
            kestrel.Limits.RequestHeadersTimeout = Unbounded;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;

            // Bodies beyond the limit get the API's own answer, so they must come in first.
            kestrel.Limits.MaxRequestBodySize = null;
        });

        return builder;
    }

    /// <summary>The wire that a request came over.</summary>
    public static ConnectionWire Wire(this HttpContext context) =>
        context.Features.Get<ConnectionWire>() ?? throw new InvalidOperationException("This connection has no wire: the emulator's endpoints must run on Kestrel's TCP sockets.");

    private static ConnectionDelegate HoldWire(ConnectionDelegate next, OpenConnections open, TimeProvider clock) => async connection =>
    {
        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket)
        {
            throw new InvalidOperationException($"The emulator serves TCP only; {connection.LocalEndPoint} is none.");
        }

        var transport = connection.Transport;
        var wire = new ConnectionWire(connection, socket, open.Enter(), clock.GetTimestamp());
        connection.Features.Set(wire);
        connection.Transport = wire;
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
            wire.Release();
            open.Leave();
        }
    };
}
