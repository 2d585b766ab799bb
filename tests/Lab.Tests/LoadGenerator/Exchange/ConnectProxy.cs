using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lab.Tests.LoadGenerator.Exchange;

/// <summary>A proxy that opens tunnels, or answers CONNECT as a test says.</summary>
internal sealed class ConnectProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<Task> _tasks = [];
    private readonly string? _answer;

    public ConnectProxy(string? answer = null)
    {
        _answer = answer;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _tasks.Add(Accept());
    }

    public Uri Url => new($"http://{_listener.LocalEndPoint}");

    /// <summary>The header of each CONNECT.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await Task.WhenAll(_tasks);
        _end.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                _tasks.Add(Serve(await _listener.AcceptAsync(_end.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Serve(Socket client)
    {
        try
        {
            await using var near = new NetworkStream(client, ownsSocket: true);
            var header = "";
            var one = new byte[1];
            while (!header.EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                await near.ReadExactlyAsync(one, _end.Token);
                header += (char)one[0];
            }

            Asked.Enqueue(header);
            if (_answer is not null)
            {
                await near.WriteAsync(Encoding.ASCII.GetBytes(_answer), _end.Token);
                client.Shutdown(SocketShutdown.Send);
                _ = await client.ReceiveAsync(one, _end.Token);
                return;
            }

            using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await server.ConnectAsync(IPEndPoint.Parse(header.Split(' ')[1]), _end.Token);
            await using var far = new NetworkStream(server);

            // The answer in two pieces, since it may come so.
            await near.WriteAsync("HTTP/1.1 200 Connection "u8.ToArray(), _end.Token);
            await near.WriteAsync("established\r\n\r\n"u8.ToArray(), _end.Token);
            await Task.WhenAny(near.CopyToAsync(far, _end.Token), far.CopyToAsync(near, _end.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException or IOException)
        {
            // One side is gone.
        }
    }
}
