using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Lab.Shell;

namespace Lab.Benchmarks.Load;

/// <summary>The server of events, as a process: ours in C where it could be compiled, else ours in .NET.</summary>
internal sealed class EventServer : IAsyncDisposable
{
    private readonly ServiceProcess _process;

    private EventServer(ServiceProcess process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    public static async Task<EventServer> Start(Bench bench, int? core)
    {
        var port = FreePort();
        var command = bench.Peers.EventServer is { } native
            ? bench.Placed(core, native, Bench.Text(port))
            : bench.Placed(core, Bench.Itself[0], [.. Bench.Itself[1..], "load", "server", Bench.Text(port)]);
        var server = new EventServer(ServiceProcess.Start(command, line => Console.Error.WriteLine($"event server: {line}")), port);
        await WaitUntilUp(port);
        return server;
    }

    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public static async Task WaitUntilUp(int port)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), limit.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.Exited;
        _process.Dispose();
    }
}
