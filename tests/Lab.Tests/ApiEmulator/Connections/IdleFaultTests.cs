using System.Net;
using Lab.Contracts;
using Lab.Tests.Support;
using static Lab.Tests.ApiEmulator.Connections.SessionEmulator;

namespace Lab.Tests.ApiEmulator.Connections;

/// <summary>What becomes of connections that lie idle between two requests.</summary>
public sealed class IdleFaultTests(Stores stores)
{
    private static readonly TimeSpan After = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Longer = TimeSpan.FromMilliseconds(400);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task In_a_race_the_next_request_on_an_idle_connection_meets_a_reset(bool https)
    {
        await using var sessions = await Start(stores, new IdleClose { After = After, Race = true });

        var (failed, answered) = await sessions.Session(https, turns: 2, Longer);

        var call = Assert.Single(failed);
        Assert.Equal(1, answered);
        Assert.Equal(FailureKind.Reset, call.Failure!.Kind);
        Assert.Contains(call.Failure.Layer, new[] { FailureLayer.Write, FailureLayer.Headers });
        Assert.True(call.Attempts[0].Connection!.RequestsBefore > 0);
        Assert.Equal(1, await sessions.Strikes("idle-close"));
        await sessions.AssertHealthyOnceLifted();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_idle_connection_is_closed_in_order_and_a_client_that_looks_opens_another(bool https)
    {
        await using var sessions = await Start(stores, new IdleClose { After = After });

        var (failed, answered) = await sessions.Session(https, turns: 2, Longer);

        Assert.Empty(failed);
        Assert.Equal(2, answered);
        Assert.Equal(1, await sessions.Strikes("idle-close"));
    }

    [Fact]
    public async Task What_is_sent_on_a_connection_that_was_closed_meets_a_reset()
    {
        await using var sessions = await Start(stores, new IdleClose { After = After });
        using var exchange = await RawExchange.Open(new(IPAddress.Loopback, sessions.Places.Http!.Port));
        await exchange.Send();
        await exchange.ReadReply();
        var start = TimeProvider.System.GetTimestamp();
        await exchange.Read();

        Assert.Equal("eof", exchange.End);
        Assert.True(TimeProvider.System.GetElapsedTime(start) > After / 2);
        await exchange.Send();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(async () =>
        {
            while (true)
            {
                await exchange.Socket.SendAsync(new byte[1], stop.Token);
            }
        });
        await sessions.Open(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_forgotten_connection_takes_the_next_request_and_never_answers(bool https)
    {
        await using var sessions = await Start(stores, new IdleDrop { After = After });

        var (failed, answered) = await sessions.Session(https, turns: 2, Longer, w => w with { HeadersTimeout = TimeSpan.FromMilliseconds(700) });

        AssertFailed(Assert.Single(failed), FailureLayer.Headers, FailureKind.TimedOut, null);
        Assert.Equal(1, answered);
        Assert.Equal(1, await sessions.Strikes("idle-drop"));
        await sessions.Open(0);
        await sessions.AssertHealthyOnceLifted();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_in_use_is_spared(bool https)
    {
        await using var sessions = await Start(stores, new IdleDrop { After = TimeSpan.FromSeconds(5) }, new IdleClose { After = TimeSpan.FromSeconds(5), Race = true });

        var (failed, answered) = await sessions.Session(https, turns: 6, TimeSpan.FromMilliseconds(20));

        Assert.Empty(failed);
        Assert.Equal(6, answered);
    }

    [Theory]
    [InlineData(true, "Keep-Alive: timeout=7\r\n")]
    [InlineData(false, null)]
    public async Task Responses_announce_the_close_where_the_plan_says_so(bool hint, string? header)
    {
        await using var sessions = await Start(stores, new IdleClose { After = TimeSpan.FromSeconds(7), Hint = hint });
        using var exchange = await RawExchange.Open(new(IPAddress.Loopback, sessions.Places.Http!.Port));

        await exchange.Send();
        var reply = await exchange.ReadReply();

        Assert.Equal(header is not null, reply.Contains(header ?? "Keep-Alive", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_plan_that_was_lifted_closes_no_idle_connection()
    {
        await using var sessions = await Start(stores, new IdleClose { After = After });
        using var exchange = await RawExchange.Open(new(IPAddress.Loopback, sessions.Places.Http!.Port));
        await exchange.Send();
        await exchange.ReadReply();
        await sessions.Set();

        await Task.Delay(After * 2, TimeProvider.System, TestContext.Current.CancellationToken);
        await exchange.Send();

        Assert.Contains("message_stop", await exchange.ReadReply(), StringComparison.Ordinal);
    }
}
