using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lab.Benchmarks.Load;

/// <summary>Answers requests with 200 events as fast as they go: in one write, or below <c>/event</c> in one write an event; below <c>/paced</c> with twenty in a slow stream that says when its first was sent.</summary>
internal static class EventServer
{
    public const int Deltas = 200;

    private const string Delta = "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"12345678\"}}";

    private static readonly byte[][] Pieces =
    [
        Encoding.ASCII.GetBytes(Head("flat") + Chunk(First())),
        .. Enumerable.Repeat(Encoding.ASCII.GetBytes(Chunk(Event("content_block_delta", Delta))), Deltas),
        Encoding.ASCII.GetBytes(Chunk(Last()) + "0\r\n\r\n"),
    ];

    private static readonly byte[] FlatReply = [.. Pieces.SelectMany(p => p)];

    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public static async Task WaitUntilUp(int port)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
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

    public static async Task Serve(int port)
    {
        LoadCommand.Pin(2);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(2_048);
        while (true)
        {
            _ = Answer(await listener.AcceptAsync());
        }
    }

    private static async Task Answer(Socket socket)
    {
        using (socket)
        {
            socket.NoDelay = true;
            var buffer = new byte[64 * 1024];
            try
            {
                while (await ReadRequest(socket, buffer) is { } way)
                {
                    await (way switch
                    {
                        (byte)'p' => Pace(socket),
                        (byte)'e' => SendPieces(socket),
                        _ => socket.SendAsync(FlatReply),
                    });
                }
            }
            catch (SocketException)
            {
                // The client has gone.
            }
        }
    }

    /// <summary>The first letter of the path, which says how to reply; null at the end of the connection. Requests come one at a time.</summary>
    private static async Task<byte?> ReadRequest(Socket socket, byte[] buffer)
    {
        var (have, whole) = (0, int.MaxValue);
        while (have < whole)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(have));
            if (read == 0)
            {
                return null;
            }

            have += read;
            if (whole == int.MaxValue && buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8) is >= 0 and var end)
            {
                var head = Encoding.ASCII.GetString(buffer, 0, end);
                whole = end + 4 + int.Parse(head.Split("Content-Length: ")[1].Split("\r\n")[0], CultureInfo.InvariantCulture);
            }
        }

        return buffer["POST /".Length];
    }

    private static async Task SendPieces(Socket socket)
    {
        foreach (var piece in Pieces)
        {
            await socket.SendAsync(piece);
        }
    }

    private static async Task Pace(Socket socket)
    {
        var clock = TimeProvider.System;
        await Task.Delay(TimeSpan.FromMilliseconds(200), clock, CancellationToken.None);
        await Send(Head(clock.GetUtcNow().UtcTicks.ToString(CultureInfo.InvariantCulture)) + Chunk(First()));
        for (var index = 0; index < 20; index++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, CancellationToken.None);
            await Send(Chunk(Event("content_block_delta", Delta)));
        }

        await Send(Chunk(Last()) + "0\r\n\r\n");

        async Task Send(string text) => await socket.SendAsync(Encoding.ASCII.GetBytes(text));
    }

    private static string Head(string id) => $"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nrequest-id: {id}\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static string First() => Event("message_start", "{\"type\":\"message_start\",\"message\":{}}");

    private static string Last() => Event("message_stop", "{\"type\":\"message_stop\"}");

    private static string Event(string type, string json) => $"event: {type}\ndata: {json}\n\n";

    private static string Chunk(string text) => $"{text.Length:x}\r\n{text}\r\n";
}
