using System.Net;
using Lab.ApiEmulator.Connections;
using Lab.ApiEmulator.Connections.Idle;
using Lab.ApiEmulator.Connections.Slow;
using Lab.ApiEmulator.Journals;
using Lab.ApiEmulator.Pacing;
using Lab.ApiEmulator.Plans;
using Lab.ApiEmulator.Tls;
using Lab.ApiEmulator.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Lab.ApiEmulator.Doors;

/// <summary>The web server of the sessions' endpoints, where faults of connections strike: HTTP/1.1, plain and over TLS.</summary>
internal sealed class SessionServer : IConnectionListenerFactory, IDisposable
{
    private readonly KestrelServer _server;
    private readonly PlanBook _plans;
    private readonly OpenConnections _open;
    private readonly PaceClock _pace;
    private readonly TimeProvider _clock;
    private readonly Strikes _strikes;
    private readonly PortKeeper _ports;
    private readonly IdleSurroundings _idle;
    private readonly ILoggerFactory _loggers;

    public SessionServer(
        IServiceProvider services, IOptions<ApiEmulatorOptions> options, PlanBook plans, OpenConnections open, PaceClock pace, TimeProvider clock, Strikes strikes, PortKeeper ports, LabAuthority authority, ILoggerFactory loggers)
    {
        (_plans, _open, _pace, _clock, _strikes, _ports, _loggers) = (plans, open, pace, clock, strikes, ports, loggers);
        _idle = new IdleSurroundings(plans, open, strikes, clock);

        var kestrel = new KestrelServerOptions { ApplicationServices = services };
        kestrel.Calm();
        kestrel.Listen(new SessionEndPoint(options.Value.HttpPort, isTls: false), endpoint =>
        {
            Prepare(endpoint);
            endpoint.UseHeadTap();
        });
        kestrel.Listen(new SessionEndPoint(options.Value.HttpsPort, isTls: true), endpoint =>
        {
            Prepare(endpoint);
            endpoint.UseLabTls(authority, strikes);
            endpoint.UseHeadTap();
        });
        _server = new KestrelServer(Options.Create(kestrel), this, loggers);
    }

    /// <summary>Where sessions come in plainly, once it has started.</summary>
    public Uri? Http { get; private set; }

    /// <summary>Where sessions come in over TLS, once it has started.</summary>
    public Uri? Https { get; private set; }

    public Task Start<TContext>(Microsoft.AspNetCore.Hosting.Server.IHttpApplication<TContext> application, CancellationToken cancellation) where TContext : notnull =>
        _server.StartAsync(application, cancellation);

    public Task Stop(CancellationToken cancellation) => _server.StopAsync(cancellation);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var wanted = (SessionEndPoint)endpoint;
        var port = new PortGate(wanted);
        _ports.Keep(port);

        var url = new SessionEndPoint(port.Address.Port, wanted.IsTls).Url;
        if (wanted.IsTls)
        {
            Https = url;
        }
        else
        {
            Http = url;
        }

        var connections = new SocketConnectionContextFactory(new SocketConnectionFactoryOptions { MaxReadBufferSize = WireExtensions.ReadAhead }, _loggers.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets"));
        return new(new SessionListener(port, wanted.IsTls, _plans, _open, _strikes, _pace, connections));
    }

    public void Dispose() => _server.Dispose();

    private void Prepare(ListenOptions endpoint)
    {
        endpoint.Protocols = HttpProtocols.Http1;
        endpoint.Use(next => connection => Hold(connection, next));
    }

    private async Task Hold(ConnectionContext connection, ConnectionDelegate next)
    {
        var accepted = connection.Features.GetRequiredFeature<Accepted>();
        var wire = new ConnectionWire(connection, connection.TcpSocket(), accepted.Connection, _clock.GetTimestamp(), accepted);
        if (accepted.Fault is ILinkFault slow)
        {
            _strikes.Note(accepted, slow);
            wire.SlowDown(() => ReferenceEquals(_plans.Current, accepted.Plan) ? new Delay(slow.Latency, slow.BytesPerSecond) : default, _pace);
        }
        else if (accepted.Plan.Connections.HasIdle && accepted.Fault is null)
        {
            wire.WatchIdle(_idle);
        }

        try
        {
            await wire.Hold(connection, next);
        }
        finally
        {
            _open.LeaveSession();
        }
    }
}
