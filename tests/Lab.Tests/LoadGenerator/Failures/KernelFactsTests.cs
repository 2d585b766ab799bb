using System.Buffers.Binary;
using System.Net;
using Lab.Contracts;
using Lab.LoadGenerator.Exchange.Kernel;
using Lab.Tests.LoadGenerator.Exchange;
using Lab.Tests.Support;

namespace Lab.Tests.LoadGenerator.Failures;

/// <summary>What the kernel knew of a connection when its attempt failed.</summary>
public sealed class KernelFactsTests(Stores stores)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    [Theory]
    [InlineData("no header", "headers · timed-out", "established")]
    [InlineData("stall mid-stream", "body · stalled", "established")]
    [InlineData("reset after the request", "headers · reset · ECONNRESET", "closed")]
    [InlineData("reset mid-stream", "body · reset · ECONNRESET", "closed")]
    [InlineData("end after the request", "headers · closed", "close-wait")]
    [InlineData("429", "http · rate-limited", "established")]
    public async Task A_failed_attempt_tells_the_state_of_its_connection(string fault, string signature, string state)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Only Linux and macOS tell.");
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = new RawServer(peer => FailuresOnTheWireTests.Do(fault, peer));

        var call = await rig.CallOnce(server.Url, w => w with { HeadersTimeout = Soon, IdleTimeout = Soon });

        Assert.Equal(signature, call.Failure?.Signature);
        var tcp = call.Attempts[0].Tcp!;
        Assert.Equal(state, tcp.State);
        Assert.Equal(0, tcp.Retransmits);
        var span = rig.Spans.Single(s => s.TraceId.ToHexString() == call.TraceId && s.DisplayName.StartsWith("POST", StringComparison.Ordinal));
        Assert.Equal(state, span.GetTagItem("lab.tcp.state"));
        Assert.Equal(call.Attempts[0].BytesSent, span.GetTagItem("lab.tcp.bytes_sent"));
        if (OperatingSystem.IsLinux())
        {
            // All of it arrived: the network is not to blame for what did not come back.
            Assert.Equal(call.Attempts[0].BytesSent, tcp.BytesAcknowledged);
            Assert.Equal(0, tcp.Unacknowledged);
            Assert.True(tcp.RoundTrip > TimeSpan.Zero);
            Assert.True(tcp.SegmentBytes > 500);
            Assert.Equal(fault is "stall mid-stream" or "reset mid-stream" or "429", tcp.SinceReceived is not null);
        }

        if (OperatingSystem.IsLinux() && fault == "no header")
        {
            Assert.True(tcp.SinceSent >= Soon * 0.9, $"{tcp.SinceSent}");
            Assert.True(tcp.SinceAcknowledged >= Soon * 0.5, $"{tcp.SinceAcknowledged}");
        }
    }

    [Fact]
    public async Task A_call_that_succeeds_asks_the_kernel_nothing()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = RawServer.Answering(Replies.Stream());

        Assert.Null((await rig.CallOnce(server.Url)).Attempts[0].Tcp);
    }

    [Fact]
    public async Task With_tls_the_connections_own_count_is_beside_what_was_acknowledged()
    {
        using var certificates = new Certificates();
        using var leaf = certificates.Leaf();
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store, certificates.Roots);
        await using var server = new RawServer(peer => FailuresOnTheWireTests.Do("no header", peer), leaf);

        var call = await rig.CallOnce(server.Url, w => w with { HeadersTimeout = Soon });

        var span = rig.Spans.Single(s => s.TraceId.ToHexString() == call.TraceId && s.DisplayName.StartsWith("POST", StringComparison.Ordinal));
        Assert.True((long)span.GetTagItem("lab.tcp.bytes_sent")! > call.Attempts[0].BytesSent);
        Assert.Equal("http/1.1", span.GetTagItem("tls.next_protocol"));
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(span.GetTagItem("lab.tcp.bytes_sent"), call.Attempts[0].Tcp!.BytesAcknowledged);
        }
    }

    [Fact]
    public async Task A_handshake_that_nobody_answers_tells_that_its_bytes_arrived()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = new RawServer(peer => peer.StandStill());

        var call = await rig.CallOnce(new Uri($"https://127.0.0.1:{server.Port}"), w => w with { ConnectTimeout = Soon });

        Assert.Equal("tls · timed-out", call.Failure?.Signature);
        Assert.Equal("established", call.Attempts[0].Tcp?.State);
        Assert.True(call.Attempts[0].Tcp!.BytesAcknowledged is null or > 200);
    }

    [Fact]
    public async Task A_syn_that_nobody_answers_was_sent_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux drops the SYNs of a full backlog.");
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        using var silent = new SilentPort(IPAddress.Loopback, 0);

        var call = await rig.CallOnce(new Uri($"http://127.0.0.1:{silent.Port}"), w => w with { ConnectTimeout = TimeSpan.FromMilliseconds(1_600) });

        Assert.Equal("connect · timed-out", call.Failure?.Signature);
        var attempt = call.Attempts[0];
        Assert.Equal("syn-sent", attempt.Tcp?.State);
        Assert.True(attempt.Tcp!.Retransmits >= 1);
        Assert.True(attempt.Tcp.Backoff >= 1);
        Assert.True(Assert.Single(attempt.Addresses).LocalPort > 0);
        Assert.StartsWith("given up after 1", attempt.Addresses[0].Note);
    }

    [Fact]
    public void A_kernel_whose_structure_is_shorter_tells_less()
    {
        var bytes = new byte[232];
        bytes[0] = 8;
        bytes[2] = 3;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), 1448);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), 5);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(32), 2);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(44), 1_500);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(52), 2_500);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(56), 3_500);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(68), 12_345);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(100), 7);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(120), 1_001);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(152), 1);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(156), 1);

        Assert.Equal(
            new TcpFacts
            {
                State = "close-wait", Backoff = 3, SegmentBytes = 1448, Unacknowledged = 5, Lost = 2, Retransmits = 7, BytesAcknowledged = 1_000,
                RoundTrip = TimeSpan.FromMicroseconds(12_345), SinceSent = TimeSpan.FromSeconds(1.5), SinceReceived = TimeSpan.FromSeconds(2.5), SinceAcknowledged = TimeSpan.FromSeconds(3.5),
            },
            LinuxTcpInfo.Parse(bytes));
        for (var length = 1; length < bytes.Length; length++)
        {
            Assert.Equal("close-wait", LinuxTcpInfo.Parse(bytes.AsSpan(0, length))!.State);
        }

        Assert.Null(LinuxTcpInfo.Parse(bytes.AsSpan(0, 104))!.BytesAcknowledged);
        Assert.Null(LinuxTcpInfo.Parse([]));
        Assert.Equal("unknown (99)", LinuxTcpInfo.Parse([99])!.State);
    }

    [Fact]
    public void What_macos_tells_is_read_from_its_own_structure()
    {
        var bytes = new byte[112];
        bytes[0] = 4;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), 1460);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(44), 23);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(104), 9);

        Assert.Equal(new TcpFacts { State = "established", SegmentBytes = 1460, RoundTrip = TimeSpan.FromMilliseconds(23), Retransmits = 9 }, MacTcpInfo.Parse(bytes));
        for (var length = 1; length < bytes.Length; length++)
        {
            Assert.Equal("established", MacTcpInfo.Parse(bytes.AsSpan(0, length))!.State);
        }

        Assert.Null(MacTcpInfo.Parse(bytes.AsSpan(0, 111))!.Retransmits);
        Assert.Null(MacTcpInfo.Parse([]));
        Assert.Equal("unknown (200)", MacTcpInfo.Parse([200])!.State);
    }
}
