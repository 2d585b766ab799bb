using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Lab.LoadGenerator.Dialing.Names;

namespace Lab.Tests.LoadGenerator.Exchange;

/// <summary>A name server on a port of loopback, over UDP and TCP, that answers as a test says.</summary>
internal sealed class NameServer : IAsyncDisposable
{
    public const ushort A = 1;
    public const ushort Aaaa = 28;

    private readonly Socket _udp;
    private readonly Socket _tcp;
    private readonly CancellationTokenSource _end = new();
    private readonly Func<Question, Reply?> _answer;
    private readonly Task[] _serving;

    public NameServer(Func<Question, Reply?> answer)
    {
        _answer = answer;
        (_udp, _tcp) = Bind();
        Address = (IPEndPoint)_udp.LocalEndPoint!;
        _serving = [ServeDatagrams(), ServeConnections()];
    }

    public IPEndPoint Address { get; }

    public ConcurrentQueue<Question> Asked { get; } = new();

    /// <summary>Gives these addresses for any name: each question those of its family.</summary>
    public static NameServer Giving(params string[] addresses) => new(q => Reply.With(q, addresses));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _udp.Dispose();
        _tcp.Dispose();
        await Task.WhenAll(_serving);
        _end.Dispose();
    }

    /// <summary>One port for both: what is free for one may be taken for the other.</summary>
    private static (Socket Udp, Socket Tcp) Bind()
    {
        for (var tries = 0; ; tries++)
        {
            var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                tcp.Listen();
                udp.Bind(tcp.LocalEndPoint!);
                return (udp, tcp);
            }
            catch (SocketException) when (tries < 50)
            {
                tcp.Dispose();
                udp.Dispose();
            }
        }
    }

    private async Task ServeDatagrams()
    {
        var buffer = new byte[1500];
        try
        {
            while (true)
            {
                var got = await _udp.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _end.Token);
                if (Answer(buffer.AsSpan(0, got.ReceivedBytes), isTcp: false) is { } reply)
                {
                    await _udp.SendToAsync(reply, got.RemoteEndPoint, _end.Token);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeConnections()
    {
        try
        {
            while (true)
            {
                using var peer = await _tcp.AcceptAsync(_end.Token);
                await using var stream = new NetworkStream(peer);
                var length = new byte[2];
                await stream.ReadExactlyAsync(length, _end.Token);
                var query = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
                await stream.ReadExactlyAsync(query, _end.Token);
                if (Answer(query, isTcp: true) is { } reply)
                {
                    BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)reply.Length);
                    await stream.WriteAsync((byte[])[.. length, .. reply], _end.Token);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }

    private byte[]? Answer(ReadOnlySpan<byte> query, bool isTcp)
    {
        var name = new List<string>();
        var at = 12;
        for (; query[at] > 0; at += query[at] + 1)
        {
            name.Add(Encoding.ASCII.GetString(query.Slice(at + 1, query[at])));
        }

        var question = new Question(string.Join('.', name), BinaryPrimitives.ReadUInt16BigEndian(query[(at + 1)..]), isTcp, BinaryPrimitives.ReadUInt16BigEndian(query[10..]));
        Asked.Enqueue(question);
        if (_answer(question) is not { } reply)
        {
            return null;
        }

        var message = new MemoryStream();
        message.Write(query[..2]);
        message.Write([(byte)(0x81 | (reply.IsCut ? 0x02 : 0)), (byte)(0x80 | reply.Code), 0, 1, 0, (byte)reply.Addresses.Length, 0, 0, 0, 0]);
        message.Write(query[12..(at + 5)]);
        foreach (var bytes in reply.Addresses.Select(a => a.GetAddressBytes()))
        {
            message.Write([0xC0, 0x0C, 0, (byte)(bytes.Length == 4 ? A : Aaaa), 0, 1, 0, 0, 0, 60, 0, (byte)bytes.Length, .. bytes]);
        }

        return message.ToArray();
    }

    internal sealed record Question(string Name, ushort Type, bool IsTcp, int AdditionalRecords);

    internal sealed record Reply(int Code, IPAddress[] Addresses, bool IsCut = false)
    {
        public static Reply ServerFailed { get; } = new(2, []);

        public static Reply DoesNotExist { get; } = new(3, []);

        public static Reply With(Question question, params string[] addresses) =>
            new(0, [.. addresses.Select(IPAddress.Parse).Where(a => (a.AddressFamily == AddressFamily.InterNetwork) == (question.Type == A))]);
    }
}
