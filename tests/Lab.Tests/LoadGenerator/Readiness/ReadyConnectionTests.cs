using System.Net;
using System.Net.Sockets;
using Lab.LoadGenerator.Readiness;

namespace Lab.Tests.LoadGenerator.Readiness;

/// <summary>Connections of the readiness loop against real sockets.</summary>
public sealed class ReadyConnectionTests
{
    [Fact]
    public async Task What_comes_while_nobody_waits_is_read_and_what_comes_later_wakes_the_reader()
    {
        using var pair = await Pair.Open();
        await pair.Peer.SendAsync("early"u8.ToArray(), Cancellation);

        Assert.Equal("early", await pair.Read());
        var later = pair.Read();
        Assert.False(later.IsCompleted);
        await pair.Peer.SendAsync("late"u8.ToArray(), Cancellation);

        Assert.Equal("late", await later);
    }

    [Fact]
    public async Task Many_small_messages_arrive_in_order_and_whole()
    {
        using var pair = await Pair.Open();
        var sending = Task.Run(async () =>
        {
            for (var index = 0; index < 20_000; index++)
            {
                await pair.Peer.SendAsync(BitConverter.GetBytes(index), Cancellation);
            }
        }, Cancellation);

        var expected = 0;
        var (buffer, have) = (new byte[1024], 0);
        while (expected < 20_000)
        {
            await pair.Connection.Readable();
            have += await pair.Connection.Receive(buffer.AsMemory(have));
            var at = 0;
            for (; at + 4 <= have; at += 4)
            {
                Assert.Equal(expected++, BitConverter.ToInt32(buffer, at));
            }

            buffer.AsSpan(at, have - at).CopyTo(buffer);
            have -= at;
        }

        await sending;
    }

    [Fact]
    public async Task The_end_that_came_together_with_data_is_seen_after_it()
    {
        for (var round = 0; round < 200; round++)
        {
            using var pair = await Pair.Open();
            var first = round % 2 == 0 ? pair.Read() : Task.FromResult("");
            await pair.Peer.SendAsync("last"u8.ToArray(), Cancellation);
            pair.Peer.Shutdown(SocketShutdown.Send);

            Assert.Equal("last", await first + (round % 2 == 0 ? "" : await pair.Read()));
            Assert.Equal("", await pair.Read());
            Assert.Equal("", await pair.Read());
        }
    }

    [Fact]
    public async Task A_reset_fails_the_read_that_waits_with_its_errno()
    {
        using var pair = await Pair.Open();
        var read = pair.Read();
        pair.Peer.Close(0);

        Assert.Equal(SocketError.ConnectionReset, (await Assert.ThrowsAsync<SocketException>(() => read)).SocketErrorCode);
    }

    [Fact]
    public async Task A_send_larger_than_the_kernel_takes_goes_on_when_the_peer_reads_and_is_counted()
    {
        using var pair = await Pair.Open();
        var bytes = new byte[8 * 1024 * 1024];
        new Random(1).NextBytes(bytes);
        List<ArraySegment<byte>> segments = [new(bytes, 0, 3_000_000), new(bytes, 3_000_000, 7), new(bytes, 3_000_007, bytes.Length - 3_000_007)];

        var sending = pair.Connection.Send(segments).AsTask();
        Assert.False(sending.IsCompleted);
        Assert.True(pair.Sent < bytes.Length);
        var received = new byte[2 * bytes.Length];
        var have = 0;
        while (have < bytes.Length)
        {
            have += await pair.Peer.ReceiveAsync(received.AsMemory(have), Cancellation);
        }

        await sending;
        Assert.Equal(bytes.Length, pair.Sent);
        var whole = pair.Connection.Send(bytes).AsTask();
        while (have < 2 * bytes.Length)
        {
            have += await pair.Peer.ReceiveAsync(received.AsMemory(have), Cancellation);
        }

        await whole;
        Assert.True(received.AsSpan(0, bytes.Length).SequenceEqual(bytes) && received.AsSpan(bytes.Length).SequenceEqual(bytes));
        Assert.Equal(2 * bytes.Length, pair.Sent);
    }

    [Fact]
    public async Task Closing_ends_a_read_and_a_write_that_wait()
    {
        using var pair = await Pair.Open();
        var read = pair.Read();
        var write = pair.Connection.Send(new byte[8 * 1024 * 1024]).AsTask();
        Assert.False(read.IsCompleted || write.IsCompleted);

        pair.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => read);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => write);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Two ends of a connection; ours belongs to the loop.</summary>
    private sealed class Pair : IDisposable
    {
        private readonly Socket _own;
        private readonly byte[] _buffer = new byte[256];
        private long _sent;

        public required Socket Peer { get; init; }

        public ReadyConnection Connection { get; }

        public long Sent => Interlocked.Read(ref _sent);

        public static async Task<Pair> Open()
        {
            Assert.SkipUnless(ReadinessLoop.IsSupported, "The readiness loop needs Linux's epoll; other systems use the runtime's own sockets.");
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen();
            var own = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await own.ConnectAsync(listener.LocalEndPoint!, Cancellation);
            var opened = new Pair(own) { Peer = await listener.AcceptAsync(Cancellation) };
            opened.Peer.NoDelay = true;
            return opened;
        }

        private Pair(Socket own)
        {
            _own = own;
            Connection = new ReadyConnection(own, sent => Interlocked.Add(ref _sent, sent));
        }

        public async Task<string> Read()
        {
            await Connection.Readable();
            var read = await Connection.Receive(_buffer);
            return System.Text.Encoding.ASCII.GetString(_buffer, 0, read);
        }

        public void Dispose()
        {
            _own.Dispose();
            Connection.Close();
            Peer.Dispose();
        }
    }
}
