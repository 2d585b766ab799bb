using System.Net;
using System.Text.Json;
using Lab.Contracts;
using Lab.Tests.Support;

namespace Lab.Tests.ApiEmulator;

/// <summary>Faults of a reply's events, streamed and in one piece.</summary>
public sealed class StreamFaultTests(Stores stores)
{
    private static readonly ReplyShape Flat = new() { Events = 10, Pace = TimeSpan.Zero };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 5)]
    [InlineData(99, 15)]
    public async Task A_stream_without_its_end_ends_in_order(int after, int events)
    {
        var exchange = await Stream(new NoMessageStop { AfterEvents = after });

        Assert.Equal(events, exchange.EventNames().Count);
        Assert.DoesNotContain("message_stop", exchange.EventNames());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 5)]
    [InlineData(99, 15)]
    public async Task A_malformed_stream_holds_one_event_that_is_no_JSON_and_ends(int after, int events)
    {
        var exchange = await Stream(new MalformedStream { AfterEvents = after });

        Assert.Equal(events + 1, exchange.EventNames().Count);
        var data = exchange.Received.Split('\n').Where(l => l.StartsWith("data: ", StringComparison.Ordinal)).Select(l => l[6..]).ToList();
        Assert.All(data[..^1], d => JsonDocument.Parse(d));
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(data[^1]));
    }

    [Theory]
    [InlineData("overloaded_error", 0, 0)]
    [InlineData("api_error", 5, 5)]
    [InlineData("rate_limit_error", 99, 15)]
    public async Task An_error_event_is_the_stream_s_last(string type, int after, int events)
    {
        var exchange = await Stream(new ErrorEvent { AfterEvents = after, Type = type });

        Assert.Equal(events + 1, exchange.EventNames().Count);
        Assert.Equal("error", exchange.EventNames()[^1]);
        var data = JsonDocument.Parse(exchange.Received.Split("event: error\ndata: ")[1].Split('\n')[0]).RootElement;
        Assert.Equal("error", data.GetProperty("type").GetString());
        Assert.Equal(type, data.GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Where_a_stream_would_carry_an_error_a_reply_in_one_piece_is_that_error()
    {
        var (status, body) = await Whole(new ErrorEvent { Type = "overloaded_error" });

        Assert.Equal(529, (int)status);
        Assert.Equal("overloaded_error", JsonDocument.Parse(body).RootElement.GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_malformed_reply_in_one_piece_is_whole_and_no_JSON()
    {
        var (status, body) = await Whole(new MalformedStream());

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.EndsWith("}}", body, StringComparison.Ordinal);
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(body));
    }

    [Fact]
    public async Task A_reply_in_one_piece_has_no_last_event_that_could_be_missing()
    {
        var (status, body) = await Whole(new NoMessageStop(), strikes: 0);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("end_turn", JsonDocument.Parse(body).RootElement.GetProperty("stop_reason").GetString());
    }

    [Fact]
    public async Task A_stall_with_pings_sends_nothing_else_and_then_goes_on()
    {
        var fault = new Stall { AfterEvents = 5, For = TimeSpan.FromMilliseconds(450), Pings = TimeSpan.FromMilliseconds(100) };
        var start = TimeProvider.System.GetTimestamp();

        var exchange = await Stream(fault);

        Assert.True(TimeProvider.System.GetElapsedTime(start) >= fault.For);
        Assert.Equal(["ping", "ping", "ping", "ping"], exchange.EventNames().Skip(5).Take(4));
        Assert.Equal(20, exchange.EventNames().Count);
        Assert.Equal("message_stop", exchange.EventNames()[^1]);
    }

    [Fact]
    public async Task A_reply_in_one_piece_stalls_without_pings()
    {
        var (_, body) = await Whole(new Stall { AfterEvents = 5, For = TimeSpan.FromMilliseconds(50), Pings = TimeSpan.FromMilliseconds(10) });

        Assert.Equal("message", JsonDocument.Parse(body).RootElement.GetProperty("type").GetString());
    }

    /// <summary>Meets a fault whose stream ends in order, as HTTP sees it, and leaves the connection good for the next request.</summary>
    private async Task<RawExchange> Stream(FaultSpec fault)
    {
        await using var emulator = await RunningEmulator.Start(stores, WireFaultTests.Plan(fault) with { Reply = Flat });
        using var exchange = await RawExchange.Open(emulator.EndPoint);
        await exchange.Send();
        await exchange.Read("\r\n0\r\n\r\n");
        Assert.Null(exchange.End);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", exchange.Received, StringComparison.Ordinal);
        Assert.Equal(1, (await emulator.Status()).Faults[FaultKinds.NameOf(fault)]);

        await emulator.Set(WireFaultTests.Plan() with { Reply = Flat });
        var met = exchange.Received.Length;
        await exchange.Send();
        await exchange.Read("message_stop");
        exchange.Forget(from: met);
        return exchange;
    }

    private async Task<(HttpStatusCode Status, string Body)> Whole(FaultSpec fault, long strikes = 1)
    {
        await using var emulator = await RunningEmulator.Start(stores, WireFaultTests.Plan(fault) with { Reply = Flat });
        using var response = await emulator.Post(Bodies.Whole);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        var body = await response.Content.ReadAsStringAsync(Stop);
        Assert.Equal(strikes, (await emulator.Status()).Faults[FaultKinds.NameOf(fault)]);
        return (response.StatusCode, body);
    }
}
