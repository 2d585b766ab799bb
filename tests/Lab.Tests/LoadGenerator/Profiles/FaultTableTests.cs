using System.Net;
using System.Net.Sockets;
using Lab.Contracts;
using Lab.LoadGenerator.Dialing.Names;
using Lab.Tests.LoadGenerator.Failures;
using Lab.Tests.Support;

namespace Lab.Tests.LoadGenerator.Profiles;

/// <summary>Faults as they were done to the real clients, done to the imitated ones: attempts, final text, total time. Waits are a thousandth of real ones.</summary>
public sealed class FaultTableTests(Stores stores)
{
    private const double Scale = 0.001;
    private const string Dropped = "API Error: Connection dropped (ECONNRESET)…";
    private const string Lost = "API Error: Connection to the API was lost (ECONNRESET). This is usually temporary — try again.";

    /// <summary>Fault, streams, whole attempts, the waits between them in seconds, the text.</summary>
    public static TheoryData<string, string, int, int, double, double, string> Table => new()
    {
        { "claude-code-2", "refused", 11, 0, 159.5, 199.4, "API Error: Connection refused — a firewall or proxy may be blocking it (ECONNREFUSED)" },
        { "claude-code-2", "reset after the request", 11, 0, 159.5, 199.4, Dropped },
        { "claude-code-2", "reset on accept", 11, 0, 159.5, 199.4, Dropped },
        { "claude-code-2", "end after the request", 11, 0, 159.5, 199.4, Dropped },
        { "claude-code-2", "self-signed", 1, 0, 0, 0, "API Error: Unable to connect to API: Self-signed certificate detected (DEPTH_ZERO_SELF_SIGNED_CERT)…" },
        { "claude-code-2", "black hole", 11, 0, 159.5, 199.4, "API Error: Connection refused — a firewall or proxy may be blocking it (ECONNREFUSED)" },
        { "claude-code-2", "reset mid-stream", 11, 1, 159.5, 199.4, Lost },
        { "claude-code-2", "reset behind a block", 4, 0, 2.1, 2.1, "API Error: Connection lost mid-response. The response above may be incomplete." },
        { "claude-code-2", "no header", 2, 0, 0.5, 0.625, "API Error: No response from API (waited 3m, then 10m on the retry)…" },
        { "claude-code-2", "429", 11, 0, 159.5, 199.4, "API Error: Request rejected (429) · …" },
        { "claude-code-2", "529", 3, 0, 1.5, 1.875, "API Error: Repeated 529 Overloaded errors…" },
        { "claude-code-2", "500", 11, 0, 159.5, 199.4, "API Error: 500 Internal server error…" },
        { "claude-code-2", "502", 11, 0, 159.5, 199.4, "API Error: 502 Bad Gateway…" },
        { "claude-code-2", "401", 11, 0, 159.5, 199.4, "Invalid API key · Fix external API key" },
        { "claude-code-2", "403", 1, 0, 0, 0, "Failed to authenticate. API Error: 403 Forbidden" },
        { "claude-code-2", "a page", 1, 1, 0, 0, "API Error: API returned an empty or malformed response (HTTP 200)…" },
        { "claude-code-1", "refused", 1, 11, 159.54, 199.8, "API Error: Connection error." },
        { "claude-code-1", "reset after the request", 1, 11, 159.54, 199.8, "API Error: Connection error." },
        { "claude-code-1", "end after the request", 1, 11, 159.54, 199.8, "API Error: Connection error." },
        { "claude-code-1", "self-signed", 1, 11, 159.54, 199.8, "API Error: Connection error." },
        { "claude-code-1", "black hole", 1, 11, 159.54, 199.8, "API Error: Request timed out." },
        { "claude-code-1", "reset mid-stream", 1, 1, 0.04, 0.35, "API Error: terminated" },
        { "claude-code-1", "no header", 1, 11, 159.54, 199.8, "API Error: Request timed out." },
        { "claude-code-1", "stall mid-stream", 1, 1, 0.04, 0.35, "API Error: terminated" },
        { "claude-code-1", "429 retry-after 7", 1, 11, 70.04, 70.35, "API Error: 429 {\"type\":\"error\",\"error\":{\"type\":\"some_error\",\"message\":\"No.\"}}" },
        { "claude-code-1", "529", 1, 11, 159.54, 199.8, "API Error: 529 {\"type\":\"error\",\"error\":{\"type\":\"some_error\",\"message\":\"No.\"}}" },
        { "claude-code-1", "500", 1, 11, 159.54, 199.8, "API Error: 500 {\"type\":\"error\",\"error\":{\"type\":\"some_error\",\"message\":\"No.\"}}" },
        { "claude-code-1", "401", 1, 11, 159.54, 199.8, "Invalid API key · Fix external API key" },
        { "typescript-sdk", "refused", 3, 0, 1.125, 1.5, "APIConnectionError: Connection error. (cause: ECONNREFUSED)" },
        { "typescript-sdk", "end after the request", 3, 0, 1.125, 1.5, "APIConnectionError: Connection error." },
        { "typescript-sdk", "black hole", 3, 0, 1.125, 1.5, "APIConnectionTimeoutError: Request timed out." },
        { "typescript-sdk", "reset mid-stream", 1, 0, 0, 0, "TypeError: terminated" },
        { "typescript-sdk", "500", 3, 0, 1.125, 1.5, "APIError: 500 {\"type\":\"error\",\"error\":{\"type\":\"some_error\",\"message\":\"No.\"}}" },
        { "bare", "reset after the request", 1, 0, 0, 0, Dropped },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task A_fault_is_met_as_the_client_meets_it(string client, string fault, int streams, int whole, double least, double most, string text)
    {
        var call = await Suffer(client, fault);

        Assert.NotNull(call.Failure);
        Assert.Equal((streams, whole), (call.Attempts.Count(a => !a.IsWhole), call.Attempts.Count(a => a.IsWhole)));
        Assert.Equal(Enumerable.Range(1, streams + whole), call.Attempts.Select(a => a.Number));
        Assert.InRange(call.Attempts.Sum(a => a.WaitedBefore.TotalSeconds) / Scale, least - 0.01, most + 0.01);
        Assert.Equal(text, call.WouldPrint[0].Text);
        Assert.Equal(call.Failure, call.Attempts[^1].Failure);
    }

    [Fact]
    public async Task A_stream_that_ends_in_order_without_its_stop_is_asked_for_once_more_and_then_whole()
    {
        var call = await Suffer("claude-code-2", "no message_stop");

        // Measured: it succeeds, with 2 streams and 1 whole reply, after 1.4 s.
        Assert.Null(call.Failure);
        Assert.Equal([false, false, true], call.Attempts.Select(a => a.IsWhole));
        Assert.InRange(call.Attempts[1].WaitedBefore.TotalSeconds / Scale, 0.5, 0.625);
        Assert.Equal(0, call.Attempts[2].WaitedBefore.TotalSeconds);
    }

    [Fact]
    public async Task The_line_of_the_original_report_is_what_the_old_client_shows_while_it_retries()
    {
        var call = await Suffer("claude-code-1", "refused");

        Assert.Equal(
            ["claude-code 1.0.35", "claude-code 1.0.35, while it retries", "claude-code 2.1.330"],
            call.WouldPrint.Select(t => t.Client));
        Assert.Equal("API Error (Connection error.) · Retrying in 1 seconds… (attempt 1/10)", call.WouldPrint[1].Text);
    }

    private async Task<Call> Suffer(string client, string fault)
    {
        await using var store = await stores.Open("garnet");
        using var certificates = new Certificates();
        using var rig = new LoadRig(store, certificates.Roots);
        using var selfSigned = fault == "self-signed" ? Certificates.SelfSigned() : null;
        await using var hole = fault == "black hole" ? new BlackHole() : null;
        await using var server = new RawServer(peer => Do(fault, peer), selfSigned);
        var url = fault == "refused" ? new Uri($"http://127.0.0.1:{FreePort.Next()}") : hole?.Url ?? server.Url;
        var workload = LoadRig.Short;
        var end = await rig.Run(LoadRig.Assignment(url, workload with
        {
            Turns = 1,
            Client = client,
            TimeScale = Scale,
            FirstParty = fault == "no header" && client == "claude-code-2",
            ConnectTimeout = fault == "black hole" ? TimeSpan.FromMilliseconds(60) : workload.ConnectTimeout,
            HeadersTimeout = fault == "no header" ? TimeSpan.FromMilliseconds(100) : workload.HeadersTimeout,
            IdleTimeout = fault == "stall mid-stream" ? TimeSpan.FromMilliseconds(100) : workload.IdleTimeout,
        }));
        return end.Failures.Select(f => f.Call).Concat(end.Result.Sample).Single(c => c.Purpose == CallPurpose.Turn);
    }

    private static async Task Do(string fault, RawServer.Peer peer)
    {
        if (fault is "refused" or "black hole" or "self-signed")
        {
            return;
        }

        if (fault == "reset on accept")
        {
            peer.Reset();
            return;
        }

        if (fault is "reset behind a block" or "no message_stop" or "a page" || char.IsDigit(fault[0]))
        {
            while (await peer.ReadRequest() is { } raw)
            {
                await peer.Send(Answer(fault, new ApiRequest(raw, peer.Number).IsStream));
                if (fault == "reset behind a block")
                {
                    await Task.Delay(30, TestContext.Current.CancellationToken);
                    peer.Reset();
                    return;
                }
            }

            return;
        }

        await FailuresOnTheWireTests.Do(fault, peer);
    }

    /// <summary>Of the faults that leave the connection open for the next request.</summary>
    private static byte[] Answer(string fault, bool isStream) => fault switch
    {
        "a page" => "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>"u8.ToArray(),
        "429 retry-after 7" => Replies.Status(429, """{"type":"error","error":{"type":"some_error","message":"No."}}""", "retry-after: 7\r\n"),
        "no message_stop" when !isStream => Replies.Whole("all of it"),
        "no message_stop" or "reset behind a block" => System.Text.Encoding.UTF8.GetBytes(Replies.Head + string.Concat(Replies.Events(2)[..^1].Select(Replies.Chunk)) + (fault == "no message_stop" ? Replies.End : "")),
        _ => Replies.Error(int.Parse(fault), "some_error"),
    };

    /// <summary>A port whose backlog is full: the kernel drops further SYNs.</summary>
    private sealed class BlackHole : IAsyncDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly List<Socket> _fillers = [];

        public BlackHole()
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen(0);
            for (var index = 0; index < 4; index++)
            {
                var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                _fillers.Add(filler);
                _ = filler.ConnectAsync((IPEndPoint)_listener.LocalEndPoint!).ContinueWith(t => t.Exception, TaskScheduler.Default);
            }
        }

        public Uri Url => new($"http://{_listener.LocalEndPoint}");

        public ValueTask DisposeAsync()
        {
            _fillers.ForEach(f => f.Dispose());
            _listener.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
