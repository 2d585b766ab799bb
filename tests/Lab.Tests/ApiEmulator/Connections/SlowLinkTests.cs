using System.Net;
using Lab.Contracts;
using Lab.Tests.Support;
using static Lab.Tests.ApiEmulator.Connections.SessionEmulator;

namespace Lab.Tests.ApiEmulator.Connections;

/// <summary>Latency and bandwidth below TLS.</summary>
public sealed class SlowLinkTests(Stores stores)
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(80);

    [Fact]
    public async Task A_request_and_its_reply_each_take_the_latency()
    {
        await using var sessions = await Start(stores, new SlowLink { Latency = Latency });

        var call = await sessions.Call(https: false);

        Assert.Null(call.Failure);
        Assert.InRange(call.Attempts[0].Phases.Headers!.Value, Latency * 2, TimeSpan.FromSeconds(2));
        Assert.Equal(1, await sessions.Strikes("slow-link"));
    }

    [Fact]
    public async Task The_handshake_is_slowed_as_well()
    {
        await using var sessions = await Start(stores, new SlowLink { Latency = Latency });

        var call = await sessions.Call(https: true);

        Assert.Null(call.Failure);
        Assert.InRange(call.Attempts[0].Phases.Tls!.Value, Latency * 2, TimeSpan.FromSeconds(2));
        Assert.InRange(call.Attempts[0].Phases.Headers!.Value, Latency * 2, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_client_that_waits_for_less_than_the_handshake_takes_times_out_in_it()
    {
        await using var sessions = await Start(stores, new SlowLink { Latency = TimeSpan.FromSeconds(3) });

        var call = await sessions.Call(https: true, w => w with { ConnectTimeout = TimeSpan.FromMilliseconds(300) });

        AssertFailed(call, FailureLayer.Tls, FailureKind.TimedOut, null);
        await sessions.AssertHealthyOnceLifted();
        await sessions.Open(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_more_than_the_bandwidth_passes_in_a_second(bool https)
    {
        await using var sessions = await Start(stores, new SlowLink { Latency = TimeSpan.Zero, BytesPerSecond = 100_000 });

        var call = await sessions.Call(https, w => w with { PromptBytes = 50_000 });

        Assert.Null(call.Failure);
        Assert.InRange(call.Attempts[0].Phases.Total, TimeSpan.FromSeconds(0.45), TimeSpan.FromSeconds(4));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cut_comes_behind_the_bytes_before_it_and_as_late_as_they(bool reset)
    {
        await using var sessions = await Start(stores);
        await sessions.Emulator.Set(WireFaultTests.Plan(new SlowLink { Latency = Latency }, new CutMidStream { AfterEvents = 6, Reset = reset }) with { Reply = Flat });
        using var exchange = await RawExchange.Open(new(IPAddress.Loopback, sessions.Places.Http!.Port));
        var start = TimeProvider.System.GetTimestamp();

        await exchange.Send();
        await exchange.Read();

        Assert.Equal(reset ? "ConnectionReset" : "eof", exchange.End);
        Assert.Equal(6, exchange.EventNames().Count);
        Assert.True(TimeProvider.System.GetElapsedTime(start) >= Latency * 2);
        await sessions.Open(0);
    }

    [Fact]
    public async Task Only_struck_connections_are_slow_and_none_once_the_plan_is_lifted()
    {
        await using var sessions = await Start(stores, new SlowLink { Latency = TimeSpan.FromMilliseconds(300), Onset = new FaultOnset { AfterRequests = 1 } });

        Assert.True((await sessions.Call(https: false)).Attempts[0].Phases.Total < TimeSpan.FromMilliseconds(300));
        using var exchange = await RawExchange.Open(new(IPAddress.Loopback, sessions.Places.Http!.Port));
        await exchange.Send();
        await exchange.ReadReply();
        await sessions.Set();
        var start = TimeProvider.System.GetTimestamp();
        await exchange.Send();
        await exchange.ReadReply();

        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public async Task A_long_reply_comes_whole_and_in_order()
    {
        await using var sessions = await Start(stores);
        await sessions.Emulator.Set(WireFaultTests.Plan(new SlowLink { Latency = TimeSpan.FromMilliseconds(20) }) with { Reply = Flat with { Events = 20_000, EventBytes = 100 } });

        foreach (var https in new[] { false, true })
        {
            var call = await sessions.Call(https);
            Assert.True(call.Failure is null, call.Failure?.Detail);
            Assert.Equal(20_006, call.Attempts[0].Events);
        }
    }
}
