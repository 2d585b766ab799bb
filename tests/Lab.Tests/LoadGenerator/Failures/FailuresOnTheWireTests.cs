using System.Net;
using System.Net.Sockets;
using System.Text;
using Lab.Contracts;
using Lab.Tests.Support;

namespace Lab.Tests.LoadGenerator.Failures;

/// <summary>Every way in which a server can fail, done by a real one, and what it is called.</summary>
public sealed class FailuresOnTheWireTests(Stores stores)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    public static TheoryData<string, string> Table => new()
    {
        { "reset after the request", "headers · reset · ECONNRESET" },
        { "end after the request", "headers · closed" },
        { "end inside the header", "headers · closed" },
        { "no header", "headers · timed-out" },
        { "not HTTP", "headers · malformed" },
        { "bad status line", "headers · malformed" },
        { "bad header line", "headers · malformed" },
        { "bad length", "headers · malformed" },
        { "endless header", "headers · malformed" },
        { "reset mid-stream", "body · reset · ECONNRESET" },
        { "end mid-stream", "body · ended-early" },
        { "end inside a length", "body · ended-early" },
        { "no message_stop", "body · ended-early" },
        { "end without framing", "body · ended-early" },
        { "stall mid-stream", "body · stalled" },
        { "bad chunk size", "body · malformed" },
        { "bad chunk end", "body · malformed" },
        { "a page", "body · malformed" },
        { "encoded", "body · malformed" },
        { "an event that is no JSON", "body · malformed" },
        { "half an event", "body · malformed" },
        { "error event", "body · error-event" },
        { "401", "http · unauthorized" },
        { "403", "http · forbidden" },
        { "404", "http · unexpected-status" },
        { "301", "http · unexpected-status" },
        { "429", "http · rate-limited" },
        { "500", "http · server-error" },
        { "502", "http · server-error" },
        { "529", "http · overloaded" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task A_failure_of_the_server_has_its_name(string fault, string signature)
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = new RawServer(peer => Do(fault, peer));

        var call = await rig.CallOnce(server.Url, w => w with { HeadersTimeout = fault == "no header" ? Soon : w.HeadersTimeout, IdleTimeout = fault == "stall mid-stream" ? Soon : w.IdleTimeout });

        Assert.Equal(signature, call.Failure?.Signature);
        var attempt = Assert.Single(call.Attempts);
        Assert.Equal(call.Failure, attempt.Failure);
        Assert.Equal(2, call.WouldPrint.Count);
        Assert.True(attempt.BytesSent > 5_000);
        Assert.NotNull(attempt.Connection);
        Assert.NotEmpty(call.Failure!.Detail);
    }

    [Fact]
    public async Task A_port_where_nothing_listens_refuses()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);

        var call = await rig.CallOnce(new Uri($"http://127.0.0.1:{FreePort.Next()}"));

        Assert.Equal("connect · refused · ECONNREFUSED", call.Failure?.Signature);
        var attempt = Assert.Single(call.Attempts);
        var tried = Assert.Single(attempt.Addresses);
        Assert.Equal("ECONNREFUSED", tried.Errno);
        Assert.Equal("ipv4", tried.Family);
        Assert.Null(attempt.Connection);
        Assert.NotNull(attempt.Phases.Dns);
        Assert.Null(attempt.Phases.Connect);
        Assert.Equal(0, attempt.BytesSent);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_not_found_or_its_resolver_failed()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);

        var call = await rig.CallOnce(new Uri("http://no-such-host.invalid"));

        // Which of the two depends on whether this machine has a resolver that answers.
        Assert.Contains(call.Failure?.Signature, new[] { "dns · name-not-found · ENOTFOUND", "dns · name-server-failed · EAI_AGAIN" });
        Assert.Null(Assert.Single(call.Attempts).Phases.Dns);
    }

    [Fact]
    public async Task A_connect_that_nobody_answers_times_out_without_an_errno()
    {
        // A full backlog: the kernel drops further SYNs.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var target = (IPEndPoint)listener.LocalEndPoint!;
        var fillers = new List<Socket>();
        try
        {
            for (var index = 0; index < 4; index++)
            {
                var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
                fillers.Add(filler);
                try
                {
                    await filler.ConnectAsync(target, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
                }
                catch (TimeoutException)
                {
                    break;
                }
            }

            await using var store = await stores.Open("garnet");
            using var rig = new LoadRig(store);

            var call = await rig.CallOnce(new Uri($"http://{target}"), w => w with { ConnectTimeout = Soon });

            Assert.Equal("connect · timed-out", call.Failure?.Signature);
            
            // A timer may be a tick early.
            Assert.True(call.Duration >= Soon * 0.9, $"{call.Duration}");
        }
        finally
        {
            fillers.ForEach(f => f.Dispose());
        }
    }

    [Fact]
    public async Task A_request_that_nobody_takes_cannot_be_written()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = new RawServer(peer => peer.StandStill());

        var call = await rig.CallOnce(server.Url, w => w with { PromptBytes = 20_000_000, HeadersTimeout = Soon });

        Assert.Equal("write · timed-out", call.Failure?.Signature);
        Assert.Null(call.Attempts[0].Phases.Write);
    }

    [Fact]
    public async Task A_reset_while_the_request_is_written_is_a_failure_of_writing()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = new RawServer(async peer =>
        {
            await peer.Socket.ReceiveAsync(new byte[1000], TestContext.Current.CancellationToken);
            peer.Reset();
        });

        var call = await rig.CallOnce(server.Url, w => w with { PromptBytes = 20_000_000 });

        Assert.Contains(call.Failure?.Signature, new[] { "write · reset · ECONNRESET", "write · reset · EPIPE" });
    }

    internal static async Task Do(string fault, RawServer.Peer peer)
    {
        await peer.ReadRequest();
        switch (fault)
        {
            case "reset after the request":
                peer.Reset();
                return;
            case "end after the request":
                peer.End();
                break;
            case "end inside the header":
                await peer.Send("HTTP/1.1 200 OK\r\nContent-Ty");
                peer.End();
                break;
            case "no header":
                await peer.StandStill();
                break;
            case "not HTTP":
                await peer.Send("SSH-2.0-OpenSSH_9.9\r\n");
                break;
            case "bad status line":
                await peer.Send("HTTP/1.1 OK 200\r\n\r\n");
                break;
            case "bad header line":
                await peer.Send("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n");
                break;
            case "bad length":
                await peer.Send("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n");
                break;
            case "endless header":
                await peer.Send("HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat("X-Filler: 0123456789\r\n", 4_000)));
                break;
            case "reset mid-stream":
                await peer.Send(Replies.Head + Replies.Chunk(Replies.Events(1)[0]));
                await Task.Delay(50, TestContext.Current.CancellationToken);
                peer.Reset();
                return;
            case "end mid-stream":
                await peer.Send(Replies.Head + Replies.Chunk(Replies.Events(1)[0]));
                peer.End();
                break;
            case "end inside a length":
                await peer.Send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 1000\r\n\r\n" + Replies.Events(1)[0]);
                peer.End();
                break;
            case "no message_stop":
                await peer.Send(Replies.Head + string.Concat(Replies.Events(2)[..^1].Select(Replies.Chunk)) + Replies.End);
                break;
            case "end without framing":
                await peer.Send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + Replies.Events(1)[0]);
                peer.End();
                break;
            case "stall mid-stream":
                await peer.Send(Replies.Head + Replies.Chunk(Replies.Events(1)[0]));
                await peer.StandStill();
                break;
            case "bad chunk size":
                await peer.Send(Replies.Head + "xyz\r\n");
                break;
            case "bad chunk end":
                await peer.Send(Replies.Head + "3\r\nabcdef\r\n");
                break;
            case "a page":
                await peer.Send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>");
                break;
            case "encoded":
                await peer.Send(Replies.Head.Replace("request-id", "Content-Encoding: gzip\r\nrequest-id", StringComparison.Ordinal) + Replies.Chunk("\u001f\u008b") + Replies.End);
                break;
            case "an event that is no JSON":
                await peer.Send(Replies.Head + Replies.Chunk(Replies.Event("content_block_delta", "<delta>")) + string.Concat(Replies.Events(1).Select(Replies.Chunk)) + Replies.End);
                break;
            case "half an event":
                await peer.Send(Replies.Head + Replies.Chunk(Replies.Event("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_""")));
                await peer.StandStill();
                break;
            case "error event":
                await peer.Send(Replies.Head + Replies.Chunk(Replies.Event("error", """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""")));
                await peer.StandStill();
                break;
            default:
                await peer.Send(Replies.Error(int.Parse(fault), "some_error"));
                break;
        }

        await peer.WaitForEnd();
    }
}
