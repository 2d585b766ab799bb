using Lab.Contracts;
using Lab.LoadGenerator.Failures;
using Lab.LoadGenerator.Texts;

namespace Lab.Tests.LoadGenerator.Texts;

public sealed class PrintedTextsTests
{
    [Theory]
    [InlineData(FailureLayer.Connect, FailureKind.Refused, "Connection refused — a firewall or proxy may be blocking it (ECONNREFUSED)", "Connection error.")]
    [InlineData(FailureLayer.Connect, FailureKind.TimedOut, "Connection refused — a firewall or proxy may be blocking it (ECONNREFUSED)", "Request timed out.")]
    [InlineData(FailureLayer.Connect, FailureKind.HostUnreachable, "No internet route — check your connection or VPN (EHOSTUNREACH)", "Connection error.")]
    [InlineData(FailureLayer.Dns, FailureKind.NameNotFound, "Can't reach the API server — check your internet or DNS (ENOTFOUND)", "Connection error.")]
    [InlineData(FailureLayer.Dns, FailureKind.NameServerFailed, "Can't reach the API server — check your internet or DNS (EAI_AGAIN)", "Connection error.")]
    [InlineData(FailureLayer.Headers, FailureKind.Reset, "Connection dropped (ECONNRESET)…", "Connection error.")]
    [InlineData(FailureLayer.Headers, FailureKind.Closed, "Connection dropped (ECONNRESET)…", "Connection error.")]
    [InlineData(FailureLayer.Headers, FailureKind.TimedOut, "No response from API (waited 3m, then 10m on the retry)…", "Request timed out.")]
    [InlineData(FailureLayer.Body, FailureKind.Reset, "Connection to the API was lost (ECONNRESET). This is usually temporary — try again.", "terminated")]
    [InlineData(FailureLayer.Body, FailureKind.EndedEarly, "Connection to the API was lost (ECONNRESET). This is usually temporary — try again.", "terminated")]
    public void A_failure_reads_as_the_clients_print_it(FailureLayer layer, FailureKind kind, string current, string old)
    {
        var texts = PrintedTexts.For(Trouble.Of(layer, kind, null, "x"));

        Assert.Equal($"API Error: {current}", texts.Single(t => t.Client == "claude-code 2.1.330").Text);
        Assert.Equal($"API Error: {old}", texts.Single(t => t.Client == "claude-code 1.0.35").Text);
    }

    [Fact]
    public void A_cut_after_a_finished_block_reads_otherwise() =>
        Assert.Equal(
            "API Error: Connection lost mid-response. The response above may be incomplete.",
            PrintedTexts.For(Trouble.Of(FailureLayer.Body, FailureKind.Reset, "ECONNRESET", "x") with { BlocksFinished = 1 })[0].Text);

    [Theory]
    [InlineData(401, "Invalid API key · Fix external API key", "Invalid API key · Fix external API key")]
    [InlineData(403, "Failed to authenticate. API Error: 403 Forbidden", "API Error: 403 {}")]
    [InlineData(429, "API Error: Request rejected (429) · …", "API Error: 429 {}")]
    [InlineData(529, "API Error: Repeated 529 Overloaded errors…", "API Error: 529 {}")]
    [InlineData(500, "API Error: 500 Internal server error…", "API Error: 500 {}")]
    [InlineData(502, "API Error: 502 Bad Gateway…", "API Error: 502 {}")]
    public void A_status_reads_as_the_clients_print_it(int status, string current, string old)
    {
        var trouble = new Trouble(new Failure(FailureLayer.Http, Classifier.OfStatus(status), null, "x"), status, "{}");

        Assert.Equal([current, old], PrintedTexts.For(trouble).Select(t => t.Text));
    }

    [Fact]
    public void Every_failure_has_a_text_for_both_clients_and_a_call_that_the_lab_ended_has_none()
    {
        foreach (var layer in Enum.GetValues<FailureLayer>())
        {
            foreach (var kind in Enum.GetValues<FailureKind>())
            {
                var texts = PrintedTexts.For(Trouble.Of(layer, kind, null, "x"));
                Assert.Equal(kind == FailureKind.Cancelled ? 0 : 2, texts.Count);
                Assert.All(texts, t => Assert.False(string.IsNullOrWhiteSpace(t.Text)));
            }
        }
    }

    [Fact]
    public void What_was_never_measured_is_said_to_be_unknown() =>
        Assert.StartsWith("Unknown", PrintedTexts.For(Trouble.Of(FailureLayer.Connect, FailureKind.NoBufferSpace, "ENOBUFS", "x"))[0].Text);

    [Fact]
    public void A_resolver_that_stays_silent_reads_as_one_that_failed() =>
        Assert.Equal(
            "API Error: Can't reach the API server — check your internet or DNS (EAI_AGAIN)",
            PrintedTexts.For(Trouble.Of(FailureLayer.Dns, FailureKind.TimedOut, null, "x"))[0].Text);

    [Fact]
    public void A_whole_reply_that_never_began_was_never_measured() =>
        Assert.StartsWith("Unknown", PrintedTexts.For(Trouble.Of(FailureLayer.Headers, FailureKind.TimedOut, null, "x") with { IsWhole = true })[0].Text);

    [Theory]
    [InlineData("claude-code-2", "claude-code 2.1.330", "claude-code 1.0.35")]
    [InlineData("bare", "claude-code 2.1.330", "claude-code 1.0.35")]
    [InlineData("claude-code-1", "claude-code 1.0.35", "claude-code 2.1.330")]
    public void The_client_that_was_imitated_comes_first(string profile, string first, string second) =>
        Assert.Equal([first, second], PrintedTexts.For(Trouble.Of(FailureLayer.Headers, FailureKind.Reset, "ECONNRESET", "x"), profile, [], 1).Select(t => t.Client));

    [Theory]
    [InlineData(FailureLayer.Connect, FailureKind.Refused, "ECONNREFUSED", "APIConnectionError: Connection error. (cause: ECONNREFUSED)")]
    [InlineData(FailureLayer.Headers, FailureKind.Closed, null, "APIConnectionError: Connection error.")]
    [InlineData(FailureLayer.Connect, FailureKind.TimedOut, null, "APIConnectionTimeoutError: Request timed out.")]
    [InlineData(FailureLayer.Body, FailureKind.Reset, "ECONNRESET", "TypeError: terminated")]
    public void The_sdk_throws_an_error_of_a_class_and_a_message(FailureLayer layer, FailureKind kind, string? errno, string text)
    {
        var texts = PrintedTexts.For(Trouble.Of(layer, kind, errno, "x"), "typescript-sdk", [], 1);

        Assert.Equal(new PrintedText("typescript-sdk 1.12", text), texts[0]);
        Assert.Equal(3, texts.Count);
    }
}
