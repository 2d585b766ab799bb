using System.Net;
using System.Net.Sockets;
using Lab.ApiEmulator.Doors;
using Lab.ApiEmulator.Pacing;
using Microsoft.Extensions.Options;

namespace Lab.ApiEmulator.Resolver;

/// <summary>The lab's resolver on loopback: one port, UDP and TCP.</summary>
internal sealed class ResolverService(NameServer names, PaceClock pace, IOptions<ApiEmulatorOptions> options, ILogger<ResolverService> logger) : IHostedService, IDisposable
{
    /// <summary>A port that is free for one protocol may be taken for the other.</summary>
    private const int Tries = 20;

    private readonly CancellationTokenSource _stop = new();
    private Socket? _udp;
    private Socket? _tcp;
    private Task _serving = Task.CompletedTask;

    /// <summary>Address and port, once it has started.</summary>
    public string? Address { get; private set; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        (_udp, _tcp) = Bind(options.Value.ResolverPort);
        Address = _udp.LocalEndPoint!.ToString();
        _serving = Task.WhenAll(
            new UdpQuestions(_udp, names, pace, logger).Serve(_stop.Token),
            new TcpQuestions(_tcp, names, pace, logger).Serve(_stop.Token));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        _udp?.Dispose();
        _tcp?.Dispose();
        await _serving;
    }

    public void Dispose()
    {
        // A host that failed in its start disposes without a stop.
        if (!_stop.IsCancellationRequested)
        {
            _stop.Cancel();
        }

        _udp?.Dispose();
        _tcp?.Dispose();
        _stop.Dispose();
    }

    private static (Socket Udp, Socket Tcp) Bind(int port)
    {
        for (var tries = 1; ; tries++)
        {
            var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                udp.Bind(new IPEndPoint(IPAddress.Loopback, port));
                tcp.Bind(udp.LocalEndPoint!);
                tcp.Listen();
                return (udp, tcp);
            }
            catch (SocketException exception)
            {
                udp.Dispose();
                tcp.Dispose();
                if (port != 0 || tries == Tries)
                {
                    throw new InvalidOperationException($"The resolver's port 127.0.0.1:{port} could not be had for UDP and TCP: {exception.Message}. Set ApiEmulator:ResolverPort to a free one, or 0 for any.", exception);
                }
            }
        }
    }
}
