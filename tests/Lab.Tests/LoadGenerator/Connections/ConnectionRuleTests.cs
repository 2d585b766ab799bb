using System.Collections.Concurrent;
using System.Text;
using Lab.Contracts;
using Lab.LoadGenerator.Connections;
using Lab.LoadGenerator.Dialing;
using Lab.LoadGenerator.Dialing.Tls;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Profiles;
using Lab.LoadGenerator.Sessions;
using Lab.LoadGenerator.Work;
using Lab.Tests.LoadGenerator.Profiles;
using Lab.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Lab.Tests.LoadGenerator.Connections;

/// <summary>How the clients keep their connections, as it was measured.</summary>
public sealed class ConnectionRuleTests(Stores stores)
{
    [Theory]
    [InlineData("claude-code-2", null, 245, 257, false)]
    [InlineData("claude-code-2", 5, 245, 257, false)]
    [InlineData("bare", null, 245, 257, false)]
    [InlineData("claude-code-1", null, 4, 4, true)]
    [InlineData("claude-code-1", 30, 28, 28, true)]
    [InlineData("typescript-sdk", null, 4, 4, true)]
    public async Task An_idle_connection_is_closed_at_the_end_of_its_life_though_nobody_asks_for_it(string client, int? hint, double least, double most, bool inOrder)
    {
        var clock = new FakeTimeProvider();
        var ended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new RawServer(async peer => ended.SetResult(await peer.WaitForEnd()));
        var (pool, wire) = await Rent(client, clock, server, seed: 1);

        await pool.Return(wire, isReusable: true, isBroken: false, hint is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        clock.Advance(TimeSpan.FromSeconds(least) - TimeSpan.FromMilliseconds(5));
        Assert.False(ended.Task.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(most - least) + TimeSpan.FromMilliseconds(10));

        Assert.Equal(inOrder, await ended.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        await pool.CloseAll(inOrder: true);
    }

    [Fact]
    public async Task Lives_of_idle_connections_are_drawn_from_the_measured_range()
    {
        var clock = new FakeTimeProvider();
        var ends = new ConcurrentQueue<TimeSpan>();
        var start = clock.GetTimestamp();
        await using var server = new RawServer(async peer =>
        {
            await peer.WaitForEnd();
            ends.Enqueue(clock.GetElapsedTime(start));
        });
        var pools = new List<ConnectionPool>();
        for (var seed = 0; seed < 40; seed++)
        {
            var (pool, wire) = await Rent("claude-code-2", clock, server, seed);
            await pool.Return(wire, isReusable: true, isBroken: false);
            pools.Add(pool);
        }

        clock.Advance(TimeSpan.FromSeconds(244.9));
        Assert.Empty(ends);
        clock.Advance(TimeSpan.FromSeconds(6.1));
        await SettleAt(ends, 5, 35);
        clock.Advance(TimeSpan.FromSeconds(6.1));
        await SettleAt(ends, 40, 40);
        Assert.All(pools, p => Assert.True(p.KeepsAlive));
    }

    [Fact]
    public async Task A_server_that_keeps_nothing_has_its_connection_closed_at_once()
    {
        var (api, end) = await Run("claude-code-1", _ => Reply("Keep-Alive: timeout=1\r\n"), turns: 3);

        Assert.Equal((3, 0), (end.Result.Calls, end.Result.Failures));
        Assert.Equal(3, api.Connections);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("end")]
    [InlineData("no header")]
    public async Task After_an_error_before_the_header_the_new_client_opens_a_connection_for_each_request(string fault)
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = Faulty(fault, strikes: 2);

        var end = await rig.Run(LoadRig.Assignment(server.Url, LoadRig.Short with { Client = "claude-code-2", Turns = 6, TimeScale = 0.001, HeadersTimeout = TimeSpan.FromMilliseconds(400) }));

        Assert.Equal((6, 0, 7), (end.Result.Calls, end.Result.Failures, end.Result.Attempts));

        // Two requests on the first connection, then one for the retry and for each of the four turns behind.
        Assert.Equal(6, server.Accepted);
        Assert.Equal(
            ["keep-alive", "keep-alive", "close", "close", "close", "close", "close"],
            server.Requests.Select(r => new ApiRequest(r, 0).Header("Connection")));
    }

    [Theory]
    [InlineData("claude-code-1", 2)]
    [InlineData("typescript-sdk", 2)]
    public async Task The_other_clients_go_on_to_keep_theirs(string client, int connections)
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = Faulty("reset", strikes: 2);

        var end = await rig.Run(LoadRig.Assignment(server.Url, LoadRig.Short with { Client = client, Turns = 6, TimeScale = 0.001 }));

        Assert.Equal((6, 0), (end.Result.Calls, end.Result.Failures));
        Assert.Equal(connections, server.Accepted);
    }

    [Fact]
    public async Task A_reset_on_reuse_is_one_retry_after_half_a_second_then_success()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = Faulty("reset", strikes: 2);

        var end = await rig.Run(LoadRig.Assignment(server.Url, LoadRig.Short with { Client = "claude-code-2", Turns = 2, TimeScale = 0.001 }));

        var attempts = end.Result.Sample.Single(c => c.Turn == 2).Attempts;
        Assert.Equal(["headers · reset · ECONNRESET", null], attempts.Select(a => a.Failure?.Signature));
        Assert.Equal([1, 0], attempts.Select(a => a.Connection!.RequestsBefore));
        Assert.InRange(attempts[1].WaitedBefore.TotalSeconds / 0.001, 0.5, 0.625);
    }

    [Fact]
    public void Each_client_sets_its_sockets_up_as_measured()
    {
        Assert.All(ClientProfiles.All, p => Assert.Equal((60, 1, 10), (p.Sockets.KeepAliveSeconds, p.Sockets.KeepAliveInterval, p.Sockets.KeepAliveCount)));
        Assert.Equal(TimeSpan.FromSeconds(30), ClientProfiles.Find("claude-code-2")!.Sockets.DnsCache);
        Assert.Null(ClientProfiles.Find("claude-code-1")!.Sockets.DnsCache);
        Assert.Null(ClientProfiles.Find("claude-code-2")!.Limits.Connect);
        Assert.Equal((10.0, 60.0, 300.0), (ClientProfiles.Find("claude-code-1")!.Limits is var old ? (old.Connect!.Value.TotalSeconds, old.Headers.TotalSeconds, old.Idle.TotalSeconds) : default));
        Assert.Equal(TimeSpan.FromMilliseconds(250), ClientProfiles.Find("claude-code-1")!.Sockets.AddressTimeout);
    }

    private async Task<(RecordingApi Api, LaneEnd End)> Run(string client, Func<ApiRequest, byte[]> answer, int turns)
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var api = new RecordingApi(answer);
        return (api, await rig.Run(LoadRig.Assignment(api.Url, LoadRig.Short with { Client = client, Turns = turns, TimeScale = 0.001 })));
    }

    /// <summary>A server that fails one request, by its number over all connections, and answers the others.</summary>
    private static RawServer Faulty(string fault, int strikes)
    {
        var number = 0;
        return new RawServer(async peer =>
        {
            while (await peer.ReadRequest() is { } raw)
            {
                if (Interlocked.Increment(ref number) != strikes)
                {
                    await peer.Send(new ApiRequest(raw, 0).IsStream ? Replies.Stream() : Replies.Whole("fine"));
                }
                else if (fault == "no header")
                {
                    await peer.StandStill();
                }
                else if (fault == "end")
                {
                    peer.End();
                    await peer.WaitForEnd();
                    return;
                }
                else
                {
                    peer.Reset();
                    return;
                }
            }
        });
    }

    private static byte[] Reply(string header) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Replies.Stream()).Replace("request-id", header + "request-id", StringComparison.Ordinal));

    private static async Task<(ConnectionPool Pool, Wire Wire)> Rent(string client, TimeProvider clock, RawServer server, int seed)
    {
        var pool = new ConnectionPool("t", true, ClientProfiles.Find(client)!.Sockets, new Dialer(clock, new TlsHandshake(clock)), clock, new SeededDraws(seed));
        var limits = new ExchangeLimits(null, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));
        var rented = await pool.Rent(TargetAddress.Of(new Target { Kind = TargetKind.Url, Url = server.Url }), limits, new AttemptMeter(clock), TestContext.Current.CancellationToken);
        return (pool, rented.Wire!);
    }

    private static Task SettleAt(ConcurrentQueue<TimeSpan> ends, int least, int most) =>
        Sessions.SessionTests.Until(() => ends.Count >= least).ContinueWith(_ => Assert.InRange(ends.Count, least, most), TaskScheduler.Default);
}
