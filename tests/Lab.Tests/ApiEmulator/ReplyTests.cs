using System.Net;
using System.Text.Json;
using Lab.Contracts;
using Lab.Tests.Support;

namespace Lab.Tests.ApiEmulator;

/// <summary>Healthy replies: the events, their shape, their times.</summary>
public sealed class ReplyTests(Stores stores)
{
    private static readonly string[] Before = ["message_start", "content_block_start", "ping"];
    private static readonly string[] After = ["content_block_stop", "message_delta", "message_stop"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 40, 0)]
    [InlineData(1, 1, 0)]
    [InlineData(2, 1, 0)]
    [InlineData(200, 6, 0)]
    [InlineData(1000, 300, 0)]
    [InlineData(5, 65536, 0)]
    [InlineData(12, 40, 5)]
    public async Task A_streamed_reply_has_the_events_of_the_API_in_their_order(int events, int bytes, int paceMs)
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(events, bytes, paceMs));
        using var response = await emulator.Post(Bodies.Streamed, "/v1/messages?beta=true");
        var stream = await Events.Read(response, Stop);

        Assert.Equal("text/event-stream; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal([.. Before, .. Enumerable.Repeat("content_block_delta", events), .. After], stream.Select(e => e.Name));
        Assert.All(stream, e => Assert.Equal(e.Name, e.Data.GetProperty("type").GetString()));

        var texts = stream.Where(e => e.Name == "content_block_delta").Select(e => e.Data.GetProperty("delta")).ToList();
        Assert.All(texts, d => Assert.Equal("text_delta", d.GetProperty("type").GetString()));
        Assert.All(texts, d => Assert.Equal(bytes, d.GetProperty("text").GetString()!.Length));
    }

    [Fact]
    public async Task A_streamed_reply_says_what_the_official_clients_read()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(8, 40, 0));
        using var response = await emulator.Post(Bodies.Streamed);
        var stream = await Events.Read(response, Stop);

        var message = stream[0].Data.GetProperty("message");
        Assert.Equal("claude-opus-5-5", message.GetProperty("model").GetString());
        Assert.StartsWith("msg_01", message.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal("assistant", message.GetProperty("role").GetString());
        Assert.Equal(0, message.GetProperty("content").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, message.GetProperty("stop_reason").ValueKind);
        Assert.Equal(Bodies.Streamed.Length / 4, message.GetProperty("usage").GetProperty("input_tokens").GetInt32());
        Assert.Equal("""{"type":"text","text":""}""", stream[1].Data.GetProperty("content_block").GetRawText());
        Assert.Equal("end_turn", stream[^2].Data.GetProperty("delta").GetProperty("stop_reason").GetString());
        Assert.Equal(80, stream[^2].Data.GetProperty("usage").GetProperty("output_tokens").GetInt32());

        foreach (var header in new[] { "request-id", "anthropic-organization-id", "anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-tokens-reset" })
        {
            Assert.NotEqual("", Assert.Single(response.Headers.GetValues(header)));
        }
    }

    [Fact]
    public async Task A_reply_that_is_not_streamed_is_one_message()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(8, 40, 0));
        using var response = await emulator.Post(Bodies.Whole);
        var message = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Stop)).RootElement;

        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("message", message.GetProperty("type").GetString());
        Assert.Equal(320, message.GetProperty("content")[0].GetProperty("text").GetString()!.Length);
        Assert.Equal("end_turn", message.GetProperty("stop_reason").GetString());
        Assert.Equal(80, message.GetProperty("usage").GetProperty("output_tokens").GetInt32());
    }

    [Fact]
    public async Task Ids_are_never_given_twice()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(1, 1, 0));
        var ids = new HashSet<string>();
        for (var i = 0; i < 50; i++)
        {
            using var response = await emulator.Post(Bodies.Streamed);
            Assert.True(ids.Add(response.Headers.GetValues("request-id").Single()));
            Assert.True(ids.Add((await Events.Read(response, Stop))[0].Data.GetProperty("message").GetProperty("id").GetString()!));
        }
    }

    [Fact]
    public async Task Paced_events_come_one_by_one_at_their_times_and_do_not_drift()
    {
        const int Count = 50, PaceMs = 20;
        await using var emulator = await RunningEmulator.Start(stores, Plan(Count, 40, PaceMs));
        using var exchange = await RawExchange.Open(emulator.EndPoint);
        var start = TimeProvider.System.GetTimestamp();
        await exchange.Send();

        var arrivals = new List<double>();
        while (arrivals.Count < Count)
        {
            await exchange.ReadSome();
            var now = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
            while (arrivals.Count < exchange.EventNames().Count(n => n == "content_block_delta"))
            {
                arrivals.Add(now);
            }
        }

        // Never early by the schedule, and at the end no later than at the beginning: lateness is not carried on.
        Assert.All(arrivals.Select((at, i) => at - (i * PaceMs)), late => Assert.InRange(late, 0, 1500));
        Assert.InRange(arrivals[^1] - arrivals[0], ((Count - 1) * PaceMs) - 200, ((Count - 1) * PaceMs) + 1500);
        Assert.True(arrivals.Distinct().Count() >= 5, "The events came in a few lumps.");
    }

    [Fact]
    public async Task A_connection_that_lies_idle_is_kept()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(1, 1, 0));
        using var fresh = await RawExchange.Open(emulator.EndPoint);
        using var used = await RawExchange.Open(emulator.EndPoint);
        await used.Send();
        await used.ReadReply();

        // The server looks for idle connections once a second.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fresh.ReadSome(TimeSpan.FromSeconds(2.5)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => used.ReadSome(TimeSpan.FromMilliseconds(1)));

        foreach (var exchange in new[] { fresh, used })
        {
            await exchange.Send();
            Assert.Contains("message_stop", await exchange.ReadReply(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("GET", "/api/hello", 200)]
    [InlineData("HEAD", "/api/hello", 200)]
    [InlineData("POST", "/api/hello", 405)]
    [InlineData("GET", "/api/claude_code/settings", 200)]
    [InlineData("GET", "/api/claude_code/policy_limits", 200)]
    [InlineData("GET", "/api/claude_cli/bootstrap?entrypoint=cli", 200)]
    [InlineData("POST", "/api/claude_code/metrics", 200)]
    [InlineData("POST", "/api/event_logging/batch", 200)]
    [InlineData("POST", "/api/event_logging/v2/batch", 200)]
    [InlineData("POST", "/api/claude_code/settings", 405)]
    [InlineData("GET", "/api/claude_code/metrics", 405)]
    [InlineData("GET", "/api/event_logging/batch", 405)]
    [InlineData("GET", "/api/claude_code/other", 404)]
    [InlineData("GET", "/v1/messages", 405)]
    [InlineData("DELETE", "/v1/messages/count_tokens", 405)]
    [InlineData("GET", "/v1/models", 404)]
    [InlineData("GET", "/", 404)]
    public async Task Other_paths_and_methods_answer_as_the_API_does(string method, string path, int status)
    {
        await using var emulator = await RunningEmulator.Start(stores);
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "POST" ? new StringContent("""{"events":[]}""") : null };
        using var response = await emulator.Http.SendAsync(request, Stop);
        var body = await response.Content.ReadAsStringAsync(Stop);

        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.StartsWith("req_01", Assert.Single(response.Headers.GetValues("request-id")), StringComparison.Ordinal);
        Assert.Equal(method == "HEAD", body.Length == 0);
        Assert.Equal(status == 404, body.Contains("not_found_error", StringComparison.Ordinal));
        Assert.Equal(status == 405, response.Content.Headers.Allow.Count > 0);
    }

    [Fact]
    public async Task Tokens_are_counted_without_a_limit_in_the_request()
    {
        await using var emulator = await RunningEmulator.Start(stores, WireFaultTests.Plan(new InternalError()));
        using var response = await emulator.Post("""{"model":"m","messages":[{"role":"user","content":"Hello"}]}""", "/v1/messages/count_tokens");

        Assert.Equal("""{"input_tokens":15}""", await response.Content.ReadAsStringAsync(Stop));
        Assert.Equal(0, (await emulator.Status()).Requests);
    }

    internal static EmulatorPlan Plan(int events, int bytes, int paceMs, int toolUses = 0) => new()
    {
        Id = "shape",
        Reply = new ReplyShape { Events = events, EventBytes = bytes, Pace = TimeSpan.FromMilliseconds(paceMs), ToolUses = toolUses },
    };
}
