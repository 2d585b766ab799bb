using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lab.Benchmarks.Load;

/// <summary>What the server in C does, for where there is no compiler: slower, so that it may be the one that limits.</summary>
internal static class ManagedEventServer
{
    private const string Delta = "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"12345678\"}}";
    private static readonly byte[] OneDelta = Ascii(Chunk(Event("content_block_delta", Delta)));
    private static readonly byte[] Last = Ascii(Chunk(Event("message_stop", "{\"type\":\"message_stop\"}")) + "0\r\n\r\n");
    private static readonly TimeSpan MostSpread = TimeSpan.FromSeconds(1);
    private static long _streams;
    private static readonly string First = Chunk(Event("message_start", "{\"type\":\"message_start\",\"message\":{}}"));

    public static async Task Serve(int port)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(4_096);
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
            try
            {
                while (await ReadRequest(socket) is { } path)
                {
                    var parts = path.Split('/');
                    var count = int.Parse(parts[2], CultureInfo.InvariantCulture);
                    if (parts[1] == "paced")
                    {
                        await Pace(socket, count, TimeSpan.FromMicroseconds(double.Parse(parts[3], CultureInfo.InvariantCulture)));
                    }
                    else
                    {
                        await socket.SendAsync((byte[])[.. Ascii(Head("flat") + First), .. Enumerable.Repeat(OneDelta, count).SelectMany(d => d), .. Last]);
                    }
                }
            }
            catch (SocketException)
            {
                // The client has gone.
            }
        }
    }

    /// <summary>The path; null at the end of the connection. Requests come one at a time.</summary>
    private static async Task<string?> ReadRequest(Socket socket)
    {
        var buffer = new byte[4096];
        var (have, whole) = (0L, long.MaxValue);
        var path = "";
        while (have < whole)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(path.Length > 0 ? 0 : (int)have));
            if (read == 0)
            {
                return null;
            }

            have += read;
            if (path.Length == 0 && buffer.AsSpan(0, (int)have).IndexOf("\r\n\r\n"u8) is >= 0 and var end)
            {
                var head = Encoding.ASCII.GetString(buffer, 0, end);
                path = head.Split(' ')[1];
                whole = end + 4 + long.Parse(head.Split("Content-Length: ")[1].Split("\r\n")[0], CultureInfo.InvariantCulture);
            }
        }

        return path;
    }

    private static async Task Pace(Socket socket, int events, TimeSpan pace)
    {
        var due = Stopwatch.GetTimestamp() + Stamps(Interlocked.Increment(ref _streams) * 0.618 % 1 * (pace < MostSpread ? pace : MostSpread));
        for (var index = 0; index < events; index++)
        {
            var at = due + Stamps(index * pace);
            if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), at) is var rest && rest > TimeSpan.Zero)
            {
                await Task.Delay(rest, TimeProvider.System, CancellationToken.None);
            }

            await socket.SendAsync(index == 0 ? Ascii(Head($"{Nanoseconds(due)}-{Nanoseconds(Stopwatch.GetTimestamp())}") + First) : index == events - 1 ? Last : OneDelta);
        }
    }

    private static long Stamps(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    private static long Nanoseconds(long stamp) => (long)(stamp * (1e9 / Stopwatch.Frequency));

    private static string Head(string id) => $"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nrequest-id: {id}\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static string Event(string type, string json) => $"event: {type}\ndata: {json}\n\n";

    private static string Chunk(string text) => $"{text.Length:x}\r\n{text}\r\n";

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
