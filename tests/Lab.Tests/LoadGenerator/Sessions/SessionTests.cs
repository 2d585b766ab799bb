using System.Text.Json;
using Lab.Contracts;
using Lab.State;
using Lab.Tests.Support;

namespace Lab.Tests.LoadGenerator.Sessions;

public sealed class SessionTests(Stores stores)
{
    [Fact]
    public async Task A_sessions_headers_come_in_claude_codes_order()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = RawServer.Answering(Replies.Stream());

        await rig.CallOnce(server.Url);

        var lines = server.Requests.Single().Split("\r\n\r\n")[0].Split("\r\n");
        Assert.Equal("POST /v1/messages?beta=true HTTP/1.1", lines[0]);
        Assert.Equal(
            [
                "Accept", "Content-Type", "User-Agent", "X-Claude-Code-Session-Id", "X-Stainless-Arch", "X-Stainless-Lang", "X-Stainless-OS",
                "X-Stainless-Package-Version", "X-Stainless-Retry-Count", "X-Stainless-Runtime", "X-Stainless-Runtime-Version", "X-Stainless-Timeout",
                "anthropic-beta", "anthropic-dangerous-direct-browser-access", "anthropic-version", "x-api-key", "x-app", "Connection", "Host",
                "Accept-Encoding", "Content-Length", "traceparent",
            ],
            lines[1..].Select(l => l.Split(':')[0]));
        Assert.Contains("User-Agent: claude-cli/2.1.330 (external, sdk-cli)", lines);
        Assert.Contains($"Host: 127.0.0.1:{server.Port}", lines);
    }

    [Theory]
    [InlineData(1_500)]
    [InlineData(5_000)]
    [InlineData(49_239)]
    [InlineData(56_700)]
    [InlineData(839_637)]
    public async Task The_first_body_has_the_size_asked_for_and_each_turn_adds_the_reply_and_the_turns_bytes(int promptBytes)
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = RawServer.Answering(Replies.Stream(deltas: 7));

        await rig.Run(LoadRig.Assignment(server.Url, LoadRig.Short with { PromptBytes = promptBytes, TurnBytes = 500 }));

        var bodies = server.Requests.Select(Body).ToList();
        Assert.Equal([promptBytes, promptBytes + 570, promptBytes + 1140], bodies.Select(b => b.Length));
        using var json = JsonDocument.Parse(bodies[2]);
        Assert.Equal(
            ["model", "messages", "system", "tools", "metadata", "max_tokens", "thinking", "context_management", "output_config", "stream"],
            json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["user", "assistant", "user", "assistant", "user"], Roles(json));
        Assert.True(json.RootElement.GetProperty("stream").GetBoolean());
    }

    [Fact]
    public async Task The_usual_body_has_the_usual_shares()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = RawServer.Answering(Replies.Stream());

        await rig.CallOnce(server.Url, w => w with { PromptBytes = 49_239 });

        using var json = JsonDocument.Parse(Body(server.Requests.Single()));
        var tools = json.RootElement.GetProperty("tools");
        Assert.Equal(12, tools.GetArrayLength());
        Assert.InRange(tools.GetRawText().Length, 30_500, 31_600);
    }

    [Fact]
    public async Task A_tool_that_is_asked_for_is_answered_with_its_result()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        var number = 0;
        await using var server = RawServer.Answering(_ => Replies.Stream(2, Interlocked.Increment(ref number) == 1 ? "toolu_42" : null));

        await rig.Run(LoadRig.Assignment(server.Url));

        var bodies = server.Requests.Select(Body).ToList();
        using var second = JsonDocument.Parse(bodies[1]);
        var messages = second.RootElement.GetProperty("messages");
        Assert.Equal("toolu_42", messages[1].GetProperty("content")[1].GetProperty("id").GetString());
        Assert.Equal("tool_result", messages[2].GetProperty("content")[0].GetProperty("type").GetString());
        Assert.Equal("toolu_42", messages[2].GetProperty("content")[0].GetProperty("tool_use_id").GetString());
        Assert.Equal(5_000 + 20 + 348, bodies[1].Length);
        using var third = JsonDocument.Parse(bodies[2]);
        Assert.Equal("text", third.RootElement.GetProperty("messages")[4].GetProperty("content")[0].GetProperty("type").GetString());
    }

    [Fact]
    public async Task After_a_failed_call_the_session_goes_on_so_that_every_planned_call_is_made()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        var number = 0;
        await using var server = new RawServer(async peer =>
        {
            while (await peer.ReadRequest() is not null)
            {
                if (Interlocked.Increment(ref number) == 2)
                {
                    peer.Reset();
                    return;
                }

                await peer.Send(Replies.Stream());
            }
        });

        var end = await rig.Run(LoadRig.Assignment(server.Url, LoadRig.Short with { Turns = 4 }));

        Assert.Equal((4, 1, 0), (end.Result.Calls, end.Result.Failures, end.Result.NotMade));
        Assert.Equal(2, server.Accepted);
        var failed = Assert.Single(end.Failures).Call;
        Assert.Equal(2, failed.Turn);
        Assert.Equal(1, failed.Attempts[0].Connection!.RequestsBefore);
        Assert.Equal((3L, 3L), (end.Result.Total.Count, end.Result.FirstEvent.Count));
        using var json = JsonDocument.Parse(Body(server.Requests.Last()));
        Assert.Equal(["user", "assistant", "user", "user", "assistant", "user"], Roles(json));
    }

    [Fact]
    public async Task A_connection_is_used_again_and_its_age_idle_time_and_use_are_told()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = RawServer.Answering(Replies.Stream());
        var idle = TimeSpan.FromMilliseconds(60);

        var end = await rig.Run(LoadRig.Assignment(server.Url, LoadRig.Short with { ToolTime = new DurationRange(idle, idle) }));

        Assert.Equal(1, server.Accepted);
        var connections = end.Result.Sample.OrderBy(c => c.Turn).Select(c => c.Attempts[0].Connection!).ToList();
        Assert.Equal([0, 1, 2], connections.Select(c => c.RequestsBefore));
        Assert.Equal("t1/0/s0/c1", Assert.Single(connections.Select(c => c.Id).Distinct()));
        Assert.True(connections[1].Idle >= idle - TimeSpan.FromMilliseconds(2));
        Assert.True(connections[2].Age >= connections[1].Age + idle - TimeSpan.FromMilliseconds(2));
        Assert.Empty(end.Result.Sample.Single(c => c.Turn == 2).Attempts[0].Addresses);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "Connection: close\r\n")]
    public async Task Each_request_has_a_connection_of_its_own_where_they_are_not_pooled_or_the_server_closes(bool isPooled, string header)
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        var reply = System.Text.Encoding.UTF8.GetString(Replies.Stream()).Replace("request-id", header + "request-id", StringComparison.Ordinal);
        var ends = new List<bool>();
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequest();
            await peer.Send(reply);
            var inOrder = await peer.WaitForEnd();
            lock (ends)
            {
                ends.Add(inOrder);
            }
        });

        var end = await rig.Run(LoadRig.Assignment(server.Url, LoadRig.Short with { PooledConnections = isPooled }));

        Assert.Equal((3, 0), (end.Result.Calls, end.Result.Failures));
        Assert.Equal(3, server.Accepted);
        await Until(() => ends.Count == 3);
        Assert.All(ends, Assert.True);
    }

    [Fact]
    public async Task A_connection_that_the_peer_closed_while_idle_is_replaced_as_a_client_would()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store, isExported: true);
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequest();
            await peer.Send(Replies.Stream());
            peer.End();
            await peer.WaitForEnd();
        });
        var idle = TimeSpan.FromMilliseconds(100);

        var end = await rig.Run(LoadRig.Assignment(server.Url, LoadRig.Short with { ToolTime = new DurationRange(idle, idle) }));

        Assert.Equal((3, 0), (end.Result.Calls, end.Result.Failures));
        Assert.Equal(3, server.Accepted);
        Assert.Equal(2, rig.Spans.Count(s => s.GetTagItem("lab.connection.note") is string note && note.Contains("closed by the peer while idle", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_same_seed_makes_the_same_sessions_and_another_seed_others()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = RawServer.Answering(Replies.Stream());
        var assignment = LoadRig.Assignment(server.Url, sessions: 2);

        await rig.Run(assignment);
        await rig.Run(assignment);
        await rig.Run(assignment with { Seed = 8 });

        var ids = server.Requests.Select(r => r.Split("X-Claude-Code-Session-Id: ")[1].Split("\r\n")[0]).ToList();
        Assert.Equal(ids[..6], ids[6..12]);
        Assert.Equal(4, ids.Distinct().Count());
        Assert.All(ids, id => Assert.True(Guid.TryParse(id, out _)));
    }

    [Fact]
    public async Task Trace_context_goes_to_the_emulator_alone()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = RawServer.Answering(Replies.Stream());

        var toEmulator = await rig.CallOnce(server.Url);
        await rig.CallOnce(server.Url, kind: TargetKind.Url);

        var requests = server.Requests.ToList();
        Assert.Contains($"traceparent: 00-{toEmulator.TraceId}-", requests[0]);
        Assert.DoesNotContain("traceparent", requests[1]);
        Assert.Contains("Accept-Encoding: identity", requests[1]);
    }

    [Fact]
    public async Task A_401_of_the_real_edge_without_a_key_counts_as_connected()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store, key: "sk-secret");
        await using var server = RawServer.Answering(Replies.Error(401, "authentication_error"));

        var end = await rig.Run(LoadRig.Assignment(server.Url, kind: TargetKind.AnthropicUnauthenticated));

        Assert.Equal((3, 0), (end.Result.Calls, end.Result.Failures));
        Assert.Equal(1, server.Accepted);
        Assert.DoesNotContain("x-api-key", server.Requests.First());
        Assert.Equal(401, end.Result.Sample[0].Attempts[0].Status);
    }

    [Fact]
    public async Task The_key_goes_to_the_real_api_alone_and_is_found_nowhere_else()
    {
        const string Key = "sk-ant-very-secret-0123456789";
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store, key: Key);
        var cutOff = new string('x', 185) + Key;
        await using var server = RawServer.Answering(Replies.Status(400, $$$"""{"error":{"type":"invalid","message":"{{{Key}}} {{{cutOff}}} is odd"}}""", $"request-id: {Key}\r\n"));

        var end = await rig.Run(LoadRig.Assignment(server.Url, kind: TargetKind.Anthropic));
        await rig.Run(LoadRig.Assignment(server.Url, kind: TargetKind.Url));
        await rig.Run(LoadRig.Assignment(server.Url));

        Assert.Equal(3, server.Requests.Count(r => r.Contains($"x-api-key: {Key}", StringComparison.Ordinal)));
        var records = JsonSerializer.Serialize(end.Failures.Select(f => f.Call), LabJson.Options) + JsonSerializer.Serialize(end.Result, LabJson.Options);
        Assert.Contains("[key]", records);
        Assert.DoesNotContain(Key[..14], records);
        foreach (var span in rig.Spans)
        {
            Assert.DoesNotContain(Key[..14], span.DisplayName + span.StatusDescription + string.Join(';', span.TagObjects.Select(t => t.Value)) + string.Join(';', span.Events.SelectMany(e => e.Tags).Select(t => t.Value)));
        }
    }

    [Theory]
    [InlineData(null, "http://127.0.0.1:9", "Anthropic:ApiKey")]
    [InlineData("sk-1", "http://api.example", "not sent over http")]
    public async Task Without_a_fit_way_to_send_the_key_nothing_is_sent(string? key, string url, string reason)
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store, key: key);

        var end = await rig.Run(LoadRig.Assignment(new Uri(url), kind: TargetKind.Anthropic, sessions: 2));

        Assert.Equal((0, 0, 6), (end.Result.Calls, end.Result.Failures, end.Result.NotMade));
        Assert.Contains(reason, end.FirstRefused!.Failure!.Detail);
        Assert.Equal("client · cancelled", end.FirstRefused.Failure.Signature);
    }

    [Fact]
    public async Task Four_workers_at_once_never_overrun_a_budget()
    {
        await using var store = await stores.Open("redis");
        using var rig = new LoadRig(store);
        await using var server = RawServer.Answering(Replies.Stream());

        var ends = await Task.WhenAll(Enumerable.Range(0, 4).Select(lane => rig.Run(LoadRig.Assignment(server.Url, sessions: 10, lane: lane, maxRequests: 50))));

        Assert.Equal(50, server.Requests.Count);
        Assert.Equal(50, ends.Sum(e => e.Result.Calls));
        Assert.Equal(70, ends.Sum(e => e.Result.NotMade));
        Assert.Equal(0, ends.Sum(e => e.Result.Failures));
        Assert.Equal(50, await new RequestBudget(store).Taken("run"));
        Assert.Contains(ends, e => e.FirstRefused?.Failure?.Detail == "the budget of 50 requests is used up");
    }

    [Fact]
    public async Task A_call_that_is_cancelled_resets_its_connection_and_leaves_no_result()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        var ended = new TaskCompletionSource<bool>();
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequest();
            await peer.Send(Replies.Head);
            ended.SetResult(await peer.WaitForEnd());
        });
        using var cancellation = new CancellationTokenSource();

        var lane = rig.Run(LoadRig.Assignment(server.Url), cancellation.Token);
        await Until(() => !server.Requests.IsEmpty);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lane);
        Assert.False(await ended.Task.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_failed_call_is_a_trace_of_its_own_with_all_its_phases_and_a_link_to_its_session()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = new RawServer(peer => Failures.FailuresOnTheWireTests.Do("reset mid-stream", peer));

        var call = await rig.CallOnce(server.Url);

        var session = rig.Spans.Single(s => s.DisplayName == "session bare");
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", session.TraceId.ToHexString());
        Assert.Equal("b7ad6b7169203331", session.ParentSpanId.ToHexString());
        var trace = rig.Spans.Where(s => s.TraceId.ToHexString() == call.TraceId).ToList();
        var root = trace.Single(s => s.DisplayName == "call");
        Assert.Equal(default, root.ParentSpanId);
        Assert.Equal(session.Context, Assert.Single(root.Links).Context);
        Assert.Equal(System.Diagnostics.ActivityStatusCode.Error, root.Status);
        var attempt = trace.Single(s => s.Kind == System.Diagnostics.ActivityKind.Client);
        Assert.Equal(root.SpanId, attempt.ParentSpanId);
        Assert.Equal("ECONNRESET", attempt.GetTagItem("lab.failure.errno"));
        Assert.Equal(["connect", "dns", "headers", "stream", "write"], trace.Where(s => s.ParentSpanId == attempt.SpanId).Select(s => s.DisplayName).Order());
        Assert.Equal(System.Diagnostics.ActivityStatusCode.Error, trace.Single(s => s.DisplayName == "stream").Status);
        Assert.All(trace.Where(s => s.ParentSpanId == attempt.SpanId), s => Assert.True(s.StartTimeUtc >= root.StartTimeUtc.AddMilliseconds(-1) && s.Duration <= root.Duration + TimeSpan.FromMilliseconds(1)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_healthy_call_is_told_whole_where_spans_are_exported_and_goes_no_further_where_not(bool isExported)
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store, isExported: isExported);
        await using var server = RawServer.Answering(Replies.Stream());

        var call = await rig.CallOnce(server.Url);

        Assert.Equal(
            isExported ? ["POST /v1/messages", "call", "connect", "dns", "headers", "stream", "write"] : [],
            rig.Spans.Where(s => s.TraceId.ToHexString() == call.TraceId).Select(s => s.DisplayName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_sample_of_good_calls_is_at_most_five_and_the_counts_have_all()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = RawServer.Answering(Replies.Stream());

        var end = await rig.Run(LoadRig.Assignment(server.Url, sessions: 20));

        Assert.Equal(60, end.Result.Calls);
        Assert.Equal(60, end.Result.Total.Count);
        Assert.Equal(5, end.Result.Sample.Select(c => c.Id).Distinct().Count());
        Assert.Contains(end.Result.Sample, c => c.Id.Contains("/s", StringComparison.Ordinal) && !c.Id.Contains("/s0/", StringComparison.Ordinal));
        Assert.All(end.Result.Sample, c => Assert.Null(c.Failure));
    }

    [Fact]
    public async Task A_client_that_is_not_known_is_named_with_those_that_are()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);

        var end = await rig.Run(LoadRig.Assignment(new Uri("http://127.0.0.1:9"), LoadRig.Short with { Client = "netscape" }));

        Assert.Equal((0, 3), (end.Result.Calls, end.Result.NotMade));
        Assert.Contains("'netscape' is not known; use one of: bare", end.FirstRefused!.Failure!.Detail);
    }

    private static string Body(string request) => request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];

    private static IEnumerable<string?> Roles(JsonDocument json) => json.RootElement.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString());

    internal static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
        }
    }
}
