using System.Diagnostics;
using Lab.Contracts;
using Lab.Tests.Support;

namespace Lab.Tests.ApiEmulator;

/// <summary>Faults that take their time, and how a client's leaving ends them.</summary>
public sealed class SlowFaultTests(Stores stores)
{
    private static readonly ReplyShape Flat = new() { Events = 10, Pace = TimeSpan.Zero };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool> Endless => new(
        from fault in new[] { "slow-headers", "trickle", "drop-large-body" }
        from byReset in new[] { true, false }
        select (fault, byReset));

    [Theory]
    [InlineData(Bodies.Streamed, "message_stop\"}\n\n\r\n0\r\n\r\n")]
    [InlineData(Bodies.Whole, "\"service_tier\":\"standard\"}}")]
    public async Task A_slow_header_comes_byte_after_byte_and_then_the_reply_at_once(string body, string end)
    {
        var over = TimeSpan.FromMilliseconds(600);
        await using var emulator = await RunningEmulator.Start(stores, WireFaultTests.Plan(new SlowHeaders { Over = over }) with { Reply = Flat });
        using var exchange = await RawExchange.Open(emulator.EndPoint);

        for (var round = 0; round < 2; round++)
        {
            var (pieces, before) = (0, exchange.Received.Length);
            await exchange.Send(body);
            await exchange.ReadSome();
            var first = TimeProvider.System.GetTimestamp();
            Assert.InRange(exchange.Received.Length - before, 1, 100);
            for (; !exchange.Received[before..].Contains("\r\n\r\n", StringComparison.Ordinal); pieces++)
            {
                await exchange.ReadSome();
            }

            Assert.InRange(TimeProvider.System.GetElapsedTime(first), over * 0.8, over * 5);
            Assert.True(pieces > 10, $"The header came in {pieces} pieces.");
            while (!exchange.Received.EndsWith(end, StringComparison.Ordinal))
            {
                await exchange.ReadSome();
            }
        }
    }

    [Theory]
    [InlineData(Bodies.Streamed)]
    [InlineData(Bodies.Whole)]
    public async Task A_reply_trickles_at_its_rate_in_small_pieces(string body)
    {
        const int Rate = 4_000;
        await using var emulator = await RunningEmulator.Start(stores, WireFaultTests.Plan(new Trickle { BytesPerSecond = Rate }) with { Reply = Flat });
        using var exchange = await RawExchange.Open(emulator.EndPoint);
        var start = TimeProvider.System.GetTimestamp();

        await exchange.Send(body);
        await exchange.Read("\r\n\r\n");
        var (headers, pieces) = (TimeProvider.System.GetElapsedTime(start), 0);
        for (; !exchange.Received.EndsWith("0\r\n\r\n", StringComparison.Ordinal) && !exchange.Received.EndsWith("\"standard\"}}", StringComparison.Ordinal); pieces++)
        {
            await exchange.ReadSome();
        }

        var took = TimeProvider.System.GetElapsedTime(start) - headers;
        var size = (double)exchange.Received.Split("\r\n\r\n")[1].Length;
        Assert.InRange(took.TotalSeconds, size / Rate * 0.6, (size / Rate * 3) + 1);
        Assert.True(pieces >= 3, $"It came in {pieces} pieces.");
    }

    [Theory]
    [MemberData(nameof(Endless))]
    public async Task A_client_that_leaves_ends_it_at_once(string kind, bool byReset)
    {
        FaultSpec fault = kind switch
        {
            "slow-headers" => new SlowHeaders { Over = TimeSpan.FromHours(10) },
            "trickle" => new Trickle { BytesPerSecond = 1 },
            _ => new DropLargeBody { Above = 100 },
        };
        await using var emulator = await RunningEmulator.Start(stores, WireFaultTests.Plan(fault) with { Reply = Flat });
        var trace = ActivityTraceId.CreateRandom();
        using (var exchange = await RawExchange.Open(emulator.EndPoint))
        {
            await exchange.Send(Long(20_000), trace: trace);
            await Struck(emulator, kind);
            exchange.Socket.LingerState = new(byReset, 0);
        }

        var span = await emulator.Span(trace);
        Assert.InRange(span.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Contains(span.Events, e => e.Name == "lab.client.left");
        Assert.Equal(kind == "drop-large-body", !span.Attributes.ContainsKey("http.response.status_code"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_large_body_is_not_taken_and_its_client_can_leave_in_the_midst_of_it(bool byReset)
    {
        await using var emulator = await RunningEmulator.Start(stores, WireFaultTests.Plan(new DropLargeBody { Above = 64 * 1024 }) with { Reply = Flat });
        var trace = ActivityTraceId.CreateRandom();
        using (var exchange = await RawExchange.Open(emulator.EndPoint))
        {
            exchange.Socket.SendBufferSize = 64 * 1024;
            var sending = exchange.Send(Long(16 * 1024 * 1024), trace: trace);
            await Struck(emulator, "drop-large-body");
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => exchange.ReadSome(TimeSpan.FromMilliseconds(300)));

            Assert.False(sending.IsCompleted, "16 MB were taken.");
            exchange.Socket.LingerState = new(enable: true, byReset ? 0 : 1);
            exchange.Socket.Dispose();
            await Assert.ThrowsAnyAsync<Exception>(() => sending);
        }

        Assert.InRange((await emulator.Span(trace)).Duration, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Bodies_up_to_the_size_pass_and_another_fault_can_strike_larger_ones()
    {
        var plan = WireFaultTests.Plan(new DropLargeBody { Above = 20_000, Scope = new FaultScope { BodyBytes = 1_000_000 } }, new Overload { Scope = new FaultScope { BodyBytes = 20_001 } });
        await using var emulator = await RunningEmulator.Start(stores, plan with { Reply = Flat });

        Assert.Equal(200, await Status(20_000, chunked: false));
        Assert.Equal(529, await Status(20_001, chunked: false));
        Assert.Equal(529, await Status(900_000, chunked: false));
        Assert.Equal(200, await Status(20_000, chunked: true));
        Assert.Equal(529, await Status(900_000, chunked: true));
        Assert.Equal(0, (await emulator.Status()).Faults["drop-large-body"]);
        Assert.Equal(5, (await emulator.Status()).Requests);

        async Task<int> Status(int bytes, bool chunked)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent(Long(bytes)) };
            request.Headers.TransferEncodingChunked = chunked;
            using var response = await emulator.Http.SendAsync(request, Stop);
            return (int)response.StatusCode;
        }
    }

    /// <summary>A request of so many bytes.</summary>
    private static string Long(int bytes)
    {
        var shell = Bodies.Streamed.Length - "Hello".Length;
        return Bodies.Streamed.Replace("Hello", new string('x', bytes - shell), StringComparison.Ordinal);
    }

    private static async Task Struck(RunningEmulator emulator, string kind)
    {
        while ((await emulator.Status()).Faults[kind] == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Stop);
        }
    }
}
