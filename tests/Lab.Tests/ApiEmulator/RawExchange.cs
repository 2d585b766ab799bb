using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lab.Tests.ApiEmulator;

/// <summary>A client that is nothing but a socket: it sees what is on the wire, and how the connection ends.</summary>
internal sealed class RawExchange : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>How the connection ended: <c>eof</c>, or the socket error's name.</summary>
    public string? End { get; private set; }

    /// <summary>Everything that came.</summary>
    public string Received { get; private set; } = "";

    public Socket Socket => _socket;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<RawExchange> Open(IPEndPoint server)
    {
        var exchange = new RawExchange();
        await exchange._socket.ConnectAsync(server, Stop);
        return exchange;
    }

    public Task Send(string body = Bodies.Streamed, string? session = null, ActivityTraceId trace = default, string path = "/v1/messages?beta=true")
    {
        var head = new StringBuilder($"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n");
        if (session is not null)
        {
            head.Append($"X-Claude-Code-Session-Id: {session}\r\n");
        }

        if (trace != default)
        {
            head.Append($"traceparent: 00-{trace.ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-01\r\n");
        }

        return SendText(head.Append("\r\n").Append(body).ToString());
    }

    public async Task SendText(string text)
    {
        for (ReadOnlyMemory<byte> rest = Encoding.UTF8.GetBytes(text); rest.Length > 0;)
        {
            rest = rest[await _socket.SendAsync(rest, Stop)..];
        }
    }

    /// <summary>Reads until the text is there or the connection ends; with no text, until it ends.</summary>
    public async Task<string> Read(string? until = null)
    {
        while (End is null && (until is null || !Received.Contains(until, StringComparison.Ordinal)))
        {
            await ReadSome();
        }

        return Received;
    }

    /// <summary>Reads what comes next, or how the connection ends.</summary>
    public async Task ReadSome(TimeSpan? limit = null)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        stop.CancelAfter(limit ?? TimeSpan.FromSeconds(20));
        try
        {
            var count = await _socket.ReceiveAsync(_buffer, stop.Token);
            Received += Encoding.UTF8.GetString(_buffer, 0, count);
            End = count == 0 ? "eof" : null;
        }
        catch (SocketException exception)
        {
            End = exception.SocketErrorCode.ToString();
        }
    }

    /// <summary>The next whole streamed reply; what was received before it is forgotten.</summary>
    public async Task<string> ReadReply()
    {
        var reply = await Read("\r\n0\r\n\r\n");
        Received = "";
        return reply;
    }

    /// <summary>Forgets what was received behind a length.</summary>
    public void Forget(int from) => Received = Received[..from];

    /// <summary>The names of the events that came.</summary>
    public IReadOnlyList<string> EventNames() =>
        [.. Received.Split('\n').Where(l => l.StartsWith("event: ", StringComparison.Ordinal)).Select(l => l["event: ".Length..])];

    public void Dispose() => _socket.Dispose();
}
