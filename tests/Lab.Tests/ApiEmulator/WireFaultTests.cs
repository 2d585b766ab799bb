using System.Diagnostics;
using Lab.Contracts;
using Lab.Tests.Support;

namespace Lab.Tests.ApiEmulator;

/// <summary>Each fault of the connection, seen from a socket.</summary>
public sealed class WireFaultTests(Stores stores)
{
    private static readonly ReplyShape Flat = new() { Events = 10, Pace = TimeSpan.Zero };

    [Fact]
    public async Task A_reset_before_the_headers_is_an_RST_and_not_a_byte()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(new ResetBeforeHeaders()));

        var (exchange, span) = await Meet(emulator);

        Assert.Equal("ConnectionReset", exchange.End);
        Assert.Empty(exchange.Received);
        Assert.Equal("reset-before-headers", span.Attributes["lab.fault.kind"]);
        Assert.Equal("reset-before-headers", span.Attributes["error.type"]);
        Assert.True(span.IsError);
        Assert.Equal("The emulator reset the connection before the headers, as planned.", span.StatusDescription);
        Assert.Contains(span.Events, e => e.Name == "lab.fault");
        Assert.False(span.Attributes.ContainsKey("http.response.status_code"));
        Assert.Equal(1, (await emulator.Status()).Faults["reset-before-headers"]);
    }

    [Fact]
    public async Task A_close_before_the_headers_is_an_orderly_end_and_not_a_byte()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(new CloseBeforeHeaders()));

        var (exchange, span) = await Meet(emulator);

        Assert.Equal("eof", exchange.End);
        Assert.Empty(exchange.Received);
        Assert.Equal("close-before-headers", span.Attributes["lab.fault.kind"]);
        Assert.True(span.IsError);
        Assert.False(span.Attributes.ContainsKey("http.response.status_code"));
        Assert.Equal(1, (await emulator.Status()).Faults["close-before-headers"]);
    }

    [Theory]
    [InlineData(true, 0, 0)]
    [InlineData(false, 0, 0)]
    [InlineData(true, 1, 0)]
    [InlineData(true, 5, 0)]
    [InlineData(false, 5, 0)]
    [InlineData(true, 7, 5)]
    [InlineData(false, 7, 5)]
    [InlineData(true, 16, 0)]
    [InlineData(false, 99, 0)]
    public async Task A_cut_lets_exactly_the_events_before_it_through(bool reset, int after, int paceMs)
    {
        var plan = Plan(new CutMidStream { AfterEvents = after, Reset = reset }) with { Reply = Flat with { Pace = TimeSpan.FromMilliseconds(paceMs) } };
        await using var emulator = await RunningEmulator.Start(stores, plan);

        var (exchange, span) = await Meet(emulator);

        Assert.Equal(reset ? "ConnectionReset" : "eof", exchange.End);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", exchange.Received, StringComparison.Ordinal);
        Assert.Equal(Math.Min(after, 16), exchange.EventNames().Count);
        Assert.DoesNotContain("\r\n0\r\n\r\n", exchange.Received, StringComparison.Ordinal);
        Assert.Equal("cut-mid-stream", span.Attributes["lab.fault.kind"]);
        Assert.Equal($"{after}", span.Attributes["lab.fault.after_events"]);
        Assert.Equal("200", span.Attributes["http.response.status_code"]);
        Assert.True(span.IsError);
    }

    [Fact]
    public async Task A_reset_does_not_throw_away_events_that_a_slow_reader_has_not_read_yet()
    {
        var plan = Plan(new CutMidStream { AfterEvents = 503, Reset = true }) with { Reply = Flat with { Events = 1000, EventBytes = 200 } };
        await using var emulator = await RunningEmulator.Start(stores, plan);
        using var exchange = await RawExchange.Open(emulator.EndPoint);
        exchange.Socket.ReceiveBufferSize = 16 * 1024;
        await exchange.Send();

        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
        await exchange.Read();

        Assert.Equal("ConnectionReset", exchange.End);
        Assert.Equal(503, exchange.EventNames().Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reply_that_is_not_streamed_is_cut_in_the_middle_of_its_body(bool reset)
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(new CutMidStream { AfterEvents = 3, Reset = reset }));

        var (exchange, _) = await Meet(emulator, Bodies.Whole);

        Assert.Equal(reset ? "ConnectionReset" : "eof", exchange.End);
        var parts = exchange.Received.Split("\r\n\r\n");
        var length = int.Parse(parts[0].Split("Content-Length: ")[1].Split("\r\n")[0]);
        Assert.Equal(length / 2, parts[1].Length);
    }

    [Fact]
    public async Task A_fault_strikes_a_connection_that_has_served_before()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan() with { Reply = Flat });
        using var exchange = await RawExchange.Open(emulator.EndPoint);
        await exchange.Send();
        Assert.Contains("message_stop", await exchange.ReadReply(), StringComparison.Ordinal);

        await emulator.Set(Plan(new CutMidStream { AfterEvents = 4 }) with { Reply = Flat });
        await exchange.Send();
        await exchange.Read();

        Assert.Equal("ConnectionReset", exchange.End);
        Assert.Equal(4, exchange.EventNames().Count);
    }

    [Fact]
    public async Task A_thousand_faults_in_a_row_leave_no_connection_behind()
    {
        FaultSpec[] faults =
        [
            new ResetBeforeHeaders { Probability = 0.4 }, new CloseBeforeHeaders { Probability = 0.4 },
            new CutMidStream { Probability = 0.5 }, new CutMidStream { Reset = false },
        ];
        await using var emulator = await RunningEmulator.Start(stores, Plan(faults) with { Reply = Flat });
        var before = Descriptors();
        var met = new List<(ActivityTraceId Trace, string Outcome)>();

        for (var i = 0; i < 1000; i++)
        {
            using var exchange = await RawExchange.Open(emulator.EndPoint);
            var trace = ActivityTraceId.CreateRandom();
            await exchange.Send(session: $"session-{i}", trace: trace);
            await exchange.Read();
            met.Add((trace, $"Exchange {i} ended with {exchange.End} after '{exchange.Received}' {exchange.Socket.LocalEndPoint}."));
            Assert.True(exchange.Received.Length == 0 || exchange.EventNames().Count == 3, $"Exchange {i} ended with {exchange.End} after: {exchange.Received}");
        }

        foreach (var (trace, outcome) in met)
        {
            Assert.True((await emulator.Span(trace, outcome)).Attributes.ContainsKey("lab.fault.kind"), outcome);
        }

        var status = await emulator.Status();
        Assert.Equal(1000, status.Requests);
        Assert.Equal(1000, status.Faults.Values.Sum());
        Assert.All(status.Faults.Values, n => Assert.InRange(n, 200, 500));

        var start = TimeProvider.System.GetTimestamp();
        while (Descriptors() > before + 20)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(5), $"{Descriptors()} descriptors are open, {before} were before.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    internal static EmulatorPlan Plan(params FaultSpec[] faults) => new() { Id = "trial-1", Seed = 7, Faults = faults };

    private static async Task<(RawExchange Exchange, SpanRecord Span)> Meet(RunningEmulator emulator, string body = Bodies.Streamed)
    {
        var trace = ActivityTraceId.CreateRandom();
        using var exchange = await RawExchange.Open(emulator.EndPoint);
        await exchange.Send(body, "session-1", trace);
        await exchange.Read();
        var span = await emulator.Span(trace);
        Assert.Equal("trial-1", span.Attributes["lab.plan.id"]);
        Assert.Equal("session-1", span.Attributes["lab.session.id"]);
        Assert.Equal("server", span.Kind);
        return (exchange, span);
    }

    private static int Descriptors() => Directory.EnumerateFileSystemEntries(OperatingSystem.IsLinux() ? "/proc/self/fd" : "/dev/fd").Count();
}
