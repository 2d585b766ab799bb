using System.Diagnostics;
using System.Text;
using Lab.Contracts;
using Lab.LoadGenerator.Budgets;
using Lab.LoadGenerator.Exchange;
using Lab.State;
using Lab.Tests.Support;

namespace Lab.Tests.LoadGenerator.Failures;

/// <summary>A run's ceiling of tokens and its pace, as sessions keep to them.</summary>
public sealed class BudgetOnTheWireTests(Stores stores)
{
    private const long Ceiling = 500_000;

    [Fact]
    public async Task A_reply_that_says_what_it_used_gives_the_rest_back()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = RawServer.Answering(Stream(input: 1_000, cached: 200, output: 34));

        var end = await rig.Run(Limited(server.Url, LoadRig.Short with { Turns = 8 }));

        Assert.Equal((8, 0, 0), (end.Result.Calls, end.Result.Failures, end.Result.NotMade));
        Assert.Equal(8 * 1_234, await new RequestBudget(store).TokensTaken("run"));
    }

    [Fact]
    public async Task Where_nobody_knows_what_a_request_used_all_stays_taken_and_the_ceiling_holds()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = new RawServer(peer => FailuresOnTheWireTests.Do("reset mid-stream", peer));

        var end = await rig.Run(Limited(server.Url, LoadRig.Short with { Turns = 8 }));

        // Each may use its 128,000 max_tokens and its bytes: three fit.
        Assert.Equal((3, 3, 5), (end.Result.Calls, end.Result.Failures, end.Result.NotMade));
        Assert.InRange(await new RequestBudget(store).TokensTaken("run"), 3 * 134_000, Ceiling);
        Assert.Contains("500000 tokens does not have the", end.FirstRefused!.Failure!.Detail);
    }

    [Theory]
    [InlineData("429")]
    [InlineData("529")]
    [InlineData("refused")]
    public async Task What_was_not_sent_or_was_refused_uses_nothing(string fault)
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = RawServer.Answering(Replies.Error(fault == "529" ? 529 : 429, "some_error"));
        var url = fault == "refused" ? new Uri($"http://127.0.0.1:{FreePort.Next()}") : server.Url;

        var end = await rig.Run(Limited(url, LoadRig.Short with { Turns = 8 }));

        Assert.Equal((8, 8), (end.Result.Calls, end.Result.Failures));
        Assert.Equal(0, await new RequestBudget(store).TokensTaken("run"));
    }

    [Fact]
    public async Task Many_at_once_never_overrun_the_ceiling()
    {
        await using var store = await stores.Open("redis");
        using var rig = new LoadRig(store);
        var budget = new RequestBudget(store);
        var most = 0L;
        await using var server = RawServer.Answering(_ =>
        {
            var taken = budget.TokensTaken("run").GetAwaiter().GetResult();
            InterlockedMax(ref most, taken);
            return Stream(input: 20_000, cached: 0, output: 10_000);
        });

        var ends = await Task.WhenAll(Enumerable.Range(0, 6).Select(lane => rig.Run(Limited(server.Url, LoadRig.Short with { Turns = 10 }, lane))));

        Assert.InRange(most, 30_000, Ceiling);
        Assert.InRange(await budget.TokensTaken("run"), 30_000, Ceiling);
        Assert.Equal(await budget.TokensTaken("run"), 30_000 * ends.Sum(e => e.Result.Calls));
        Assert.Equal(60, ends.Sum(e => e.Result.Calls + e.Result.NotMade));
    }

    [Fact]
    public async Task A_pace_is_kept_over_all_sessions_and_is_no_part_of_what_is_measured()
    {
        await using var store = await stores.Open("redis");
        using var one = new LoadRig(store);
        using var other = new LoadRig(store);
        var at = new List<TimeSpan>();
        var clock = Stopwatch.StartNew();
        await using var server = RawServer.Answering(_ =>
        {
            lock (at)
            {
                at.Add(clock.Elapsed);
            }

            return Replies.Stream();
        });

        var ends = await Task.WhenAll(Enumerable.Range(0, 6).Select(lane => (lane % 2 == 0 ? one : other).Run(
            LoadRig.Assignment(server.Url, LoadRig.Short with { Turns = 3 }, lane: lane) is var assignment
                ? assignment with { Target = assignment.Target with { RequestsPerSecond = 20 } }
                : null!)));

        Assert.Equal(18, at.Count);
        at.Sort();
        Assert.InRange((at[^1] - at[0]).TotalSeconds, 0.75, 10);
        Assert.All(Enumerable.Range(0, 8), n => Assert.True(at[n + 10] - at[n] > TimeSpan.FromMilliseconds(380), $"{at[n]} {at[n + 10]}"));
        Assert.Equal(0, ends.Sum(e => e.Result.Failures));

        // Sessions waited for up to a second: their calls did not.
        Assert.True(ends.Min(e => e.Result.Total.Quantile(0.5)) < TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task The_real_edge_is_asked_twice_a_second_where_no_key_is_sent()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = RawServer.Answering(Replies.Error(401, "authentication_error"));
        var from = TimeProvider.System.GetTimestamp();

        var end = await rig.Run(LoadRig.Assignment(server.Url, LoadRig.Short with { Turns = 4 }, TargetKind.AnthropicUnauthenticated));

        Assert.Equal((4, 0), (end.Result.Calls, end.Result.Failures));
        Assert.True(TimeProvider.System.GetElapsedTime(from) > TimeSpan.FromSeconds(1.4));
    }

    [Fact]
    public async Task A_session_that_is_ended_while_it_waits_gives_its_request_back()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var server = RawServer.Answering(Stream(1, 0, 1));
        using var cancellation = new CancellationTokenSource();
        var assignment = Limited(server.Url, LoadRig.Short with { Turns = 3 });

        var lane = rig.Run(assignment with { Target = assignment.Target with { RequestsPerSecond = 0.01, MaxRequests = 100 } }, cancellation.Token);
        var budget = new RequestBudget(store);
        await Sessions.SessionTests.Until(() => budget.Taken("run").GetAwaiter().GetResult() == 2);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lane);
        Assert.Equal((1, 2), (await budget.Taken("run"), await budget.TokensTaken("run")));
    }

    [Fact]
    public void An_estimate_is_the_bytes_the_max_tokens_and_a_little_wherever_the_number_stands()
    {
        Assert.Equal(100 + 1_000 + 512, TokenEstimate.Of([Bytes("""{"model":"m","max_tokens":512,"x":1}""")], 100));
        Assert.Equal(100 + 1_000 + 64_000, TokenEstimate.Of([Bytes("{"), Bytes("\"max_tokens\": "), Bytes("64000"), Bytes("}")], 100));
        Assert.Null(TokenEstimate.Of([Bytes("{}")], 100));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void Usage_is_read_however_the_stream_is_cut(int piece)
    {
        var scanner = new SseScanner { WantsUsage = true };
        scanner.Begin();
        foreach (var part in Stream(input: 1_000, cached: 200, output: 34).Chunk(piece))
        {
            scanner.Feed(part);
        }

        Assert.Equal((true, 1_234), (scanner.Usage.IsFinal, scanner.Usage.Total));
        scanner.Begin();
        Assert.Equal(0, scanner.Usage.Total);
    }

    private static LoadAssignment Limited(Uri url, Workload workload, int lane = 0)
    {
        var assignment = LoadRig.Assignment(url, workload, lane: lane);
        return assignment with { Target = assignment.Target with { MaxTokens = Ceiling } };
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Stream(int input, int cached, int output)
    {
        var events = Replies.Events(3);
        events[0] = Replies.Event("message_start", $$$$"""{"type":"message_start","message":{"id":"msg_1","content":[],"usage":{"input_tokens":{{{{input}}}},"cache_creation_input_tokens":0,"cache_read_input_tokens":{{{{cached}}}},"cache_creation":{"ephemeral_5m_input_tokens":99999},"output_tokens":1}}}""");
        events[^2] = Replies.Event("message_delta", $$$$"""{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":{{{{output}}}}}}""");
        return Bytes(Replies.Head + string.Concat(events.Select(Replies.Chunk)) + Replies.End);
    }

    private static void InterlockedMax(ref long most, long value)
    {
        for (var seen = Interlocked.Read(ref most); value > seen;)
        {
            var was = Interlocked.CompareExchange(ref most, value, seen);
            if (was == seen)
            {
                return;
            }

            seen = was;
        }
    }
}
