using System.Text;
using Lab.Tests.Support;

namespace Lab.Tests.LoadGenerator.Exchange;

public sealed class ExchangeTests(Stores stores)
{
    [Fact]
    public async Task The_phases_of_an_attempt_are_measured_and_add_up()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequest();
            await Pause(80);
            await peer.Send(Replies.Head);
            await Pause(60);
            var events = Replies.Events(3);
            await peer.Send(Replies.Chunk(events[0]));
            await Pause(120);
            await peer.Send(string.Concat(events[1..].Select(Replies.Chunk)) + Replies.End);
            await peer.WaitForEnd();
        });

        var call = await rig.CallOnce(server.Url);

        Assert.Null(call.Failure);
        var attempt = Assert.Single(call.Attempts);
        var phases = attempt.Phases;
        Assert.True(phases.Headers >= Milliseconds(75), $"headers {phases.Headers}");
        Assert.True(phases.FirstEvent >= phases.Headers + Milliseconds(55), $"first event {phases.FirstEvent}");
        Assert.True(phases.LongestGap >= Milliseconds(110) && phases.LongestGap < phases.Total, $"gap {phases.LongestGap}");
        Assert.True(phases.Dns + phases.Connect + phases.Write + phases.Headers <= phases.Total);
        Assert.True(phases.Total >= Milliseconds(250));
        Assert.Null(phases.Tls);
        Assert.Equal(9, attempt.Events);
        Assert.Equal(200, attempt.Status);
        Assert.Equal("req_1", attempt.RequestId);
        Assert.Equal(Encoding.Latin1.GetByteCount(server.Requests.Single()), attempt.BytesSent);
        Assert.Equal((Replies.Stream().Length, "ipv4", $"127.0.0.1:{server.Port}"), ((int)attempt.BytesReceived, attempt.Connection!.Family, attempt.Connection.Remote));
        Assert.Null(Assert.Single(attempt.Addresses).Errno);
    }

    [Fact]
    public async Task An_interim_response_is_passed_over()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = RawServer.Answering([.. "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n"u8, .. Replies.Stream()]);

        Assert.Null((await rig.CallOnce(server.Url)).Failure);
    }

    [Fact]
    public async Task A_body_that_ends_with_its_connection_is_whole()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequest();
            await peer.Send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + string.Concat(Replies.Events(2)));
            peer.End();
            await peer.WaitForEnd();
        });

        Assert.Null((await rig.CallOnce(server.Url)).Failure);
    }

    [Fact]
    public async Task A_stream_that_trickles_for_longer_than_the_limit_of_a_silence_is_no_stall()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequest();
            await peer.Send(Replies.Head);
            foreach (var one in Replies.Events(10))
            {
                await Pause(60);
                await peer.Send(Replies.Chunk(one));
            }

            await peer.Send(Replies.End);
            await peer.WaitForEnd();
        });

        var call = await rig.CallOnce(server.Url, w => w with { IdleTimeout = Milliseconds(500) });

        Assert.Null(call.Failure);
        Assert.True(call.Duration > Milliseconds(700));
    }

    private static TimeSpan Milliseconds(int many) => TimeSpan.FromMilliseconds(many);

    private static Task Pause(int milliseconds) => Task.Delay(Milliseconds(milliseconds), TimeProvider.System, TestContext.Current.CancellationToken);
}
