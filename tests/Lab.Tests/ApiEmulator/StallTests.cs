using System.Diagnostics;
using Lab.Contracts;
using Lab.Tests.Support;

namespace Lab.Tests.ApiEmulator;

/// <summary>Silence, and how it ends.</summary>
public sealed class StallTests(Stores stores)
{
    private static readonly ReplyShape Flat = new() { Events = 10, Pace = TimeSpan.Zero };

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(5)]
    public async Task A_stall_is_silent_for_its_time_and_then_the_reply_goes_on(int? after)
    {
        var plan = WireFaultTests.Plan(new Stall { AfterEvents = after, For = TimeSpan.FromMilliseconds(300) }) with { Reply = Flat };
        await using var emulator = await RunningEmulator.Start(stores, plan);
        var trace = ActivityTraceId.CreateRandom();
        using var exchange = await RawExchange.Open(emulator.EndPoint);
        var start = TimeProvider.System.GetTimestamp();

        await exchange.Send(trace: trace);
        await exchange.Read(after > 0 ? "content_block_delta\"" : after == 0 ? "\r\n\r\n" : "HTTP");
        var first = TimeProvider.System.GetElapsedTime(start);
        Assert.True(after is null || exchange.EventNames().Count == after, $"{exchange.EventNames().Count} events came first.");
        await exchange.ReadReply();
        var all = TimeProvider.System.GetElapsedTime(start);

        Assert.True(all >= TimeSpan.FromMilliseconds(300), $"It took {all}.");
        Assert.Equal(after is null, first >= TimeSpan.FromMilliseconds(300));
        var span = await emulator.Span(trace);
        Assert.Equal("stall", span.Attributes["lab.fault.kind"]);
        Assert.True(span.IsError);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(null, true)]
    [InlineData(5, false)]
    [InlineData(5, true)]
    public async Task A_client_that_leaves_ends_the_stall_at_once(int? after, bool byReset)
    {
        var plan = WireFaultTests.Plan(new Stall { AfterEvents = after, For = TimeSpan.FromHours(1) }) with { Reply = Flat };
        await using var emulator = await RunningEmulator.Start(stores, plan);
        var trace = ActivityTraceId.CreateRandom();
        using (var exchange = await RawExchange.Open(emulator.EndPoint))
        {
            await exchange.Send(trace: trace);
            while ((await emulator.Status()).Faults["stall"] == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
            }

            exchange.Socket.LingerState = new(byReset, 0);
        }

        var span = await emulator.Span(trace);
        Assert.InRange(span.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Contains(span.Events, e => e.Name == "lab.client.left");
        Assert.Equal(after is null, !span.Attributes.ContainsKey("http.response.status_code"));
    }

    [Fact]
    public async Task Events_behind_a_stall_keep_their_pace()
    {
        var plan = WireFaultTests.Plan(new Stall { AfterEvents = 5, For = TimeSpan.FromMilliseconds(400) }) with { Reply = new ReplyShape { Events = 12, Pace = TimeSpan.FromMilliseconds(30) } };
        await using var emulator = await RunningEmulator.Start(stores, plan);
        using var exchange = await RawExchange.Open(emulator.EndPoint);
        var start = TimeProvider.System.GetTimestamp();

        await exchange.Send();
        await exchange.ReadReply();

        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds, 400 + (11 * 30), 3000);
    }
}
