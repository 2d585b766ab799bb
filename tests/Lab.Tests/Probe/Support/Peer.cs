using System.Net;
using System.Net.Sockets;

namespace Lab.Tests.Probe.Support;

/// <summary>A server on a free port of loopback that does one thing with every connection.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly Func<Socket, Task> _behave;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _loop;
    private int _accepted;

    public Peer(Func<Socket, Task> behave, IPAddress? address = null)
    {
        var at = address ?? IPAddress.Loopback;
        _behave = behave;
        _listener = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(at, 0));
        _listener.Listen(512);
        _loop = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public int Accepted => Volatile.Read(ref _accepted);

    public Uri Url(string scheme = "http", string? host = null) => new($"{scheme}://{host ?? (_listener.AddressFamily == AddressFamily.InterNetworkV6 ? "[::1]" : "127.0.0.1")}:{Port}");

    /// <summary>Says the same to everybody once they have said something.</summary>
    public static Peer Answering(string answer, IPAddress? address = null) => new(
        async socket =>
        {
            await socket.ReceiveAsync(new byte[4096]);
            await socket.SendAsync(System.Text.Encoding.Latin1.GetBytes(answer));
            await Gone(socket);
        },
        address);

    /// <summary>Takes connections and says nothing.</summary>
    public static Peer Silent() => new(Gone);

    /// <summary>Hears the first words and ends the connection with RST.</summary>
    public static Peer Resetting() => new(async socket =>
    {
        await socket.ReceiveAsync(new byte[4096]);
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
    });

    /// <summary>Hears the first words and ends the connection in order.</summary>
    public static Peer Closing() => new(async socket =>
    {
        await socket.ReceiveAsync(new byte[4096]);
        socket.Shutdown(SocketShutdown.Send);
        await Gone(socket);
    });

    /// <summary>Waits until the other end is gone.</summary>
    public static async Task Gone(Socket socket)
    {
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer) > 0)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _loop;
        _end.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_end.Token);
                Interlocked.Increment(ref _accepted);
                _ = Serve(socket);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task Serve(Socket socket)
    {
        using (socket)
        {
            try
            {
                await _behave(socket);
            }
            catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
            {
                // The probe has left, as it should.
            }
        }
    }
}
