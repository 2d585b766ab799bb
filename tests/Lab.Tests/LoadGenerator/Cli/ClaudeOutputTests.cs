using Lab.Contracts;
using Lab.LoadGenerator.Cli;
using Lab.LoadGenerator.Sessions;
using Lab.LoadGenerator.Work;

namespace Lab.Tests.LoadGenerator.Cli;

/// <summary>What the real command printed, read back: calls, attempts and texts, and nothing that it did not say.</summary>
public sealed class ClaudeOutputTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("2.1.330-answer", 1)]
    [InlineData("2.1.330-three-tools-at-once", 2)]
    [InlineData("2.1.330-four-subagents", 10)]
    [InlineData("1.0.35-five-tools", 5)]
    public void Every_answer_is_a_call(string output, int calls)
    {
        var tally = Read(output);

        Assert.Equal((calls, 0), (tally.Calls, tally.FailedCount));
        Assert.All(tally.Sample, c => Assert.Null(c.Failure));
        Assert.All(tally.Sample.SelectMany(c => c.Attempts), a => Assert.Null(a.Connection));
    }

    [Fact]
    public void Answers_of_subagents_are_told_apart()
    {
        var tally = Read("2.1.330-four-subagents");

        Assert.Contains(tally.Sample, c => c.Subagent is >= 1 and <= 4);
        Assert.All(tally.Sample, c => Assert.InRange(c.Subagent ?? 1, 1, 4));
    }

    [Theory]
    [InlineData("2.1.330-overloaded", 3, FailureLayer.Http, FailureKind.Overloaded, "API Error: Repeated 529 Overloaded errors. The API is at capacity")]
    [InlineData("2.1.330-rate-limited", 3, FailureLayer.Http, FailureKind.RateLimited, "API Error: Request rejected (429)")]
    [InlineData("2.1.330-unauthorized", 3, FailureLayer.Http, FailureKind.Unauthorized, "Invalid API key · Fix external API key")]
    [InlineData("2.1.330-reset", 3, FailureLayer.Headers, FailureKind.Reset, "API Error: Connection dropped (ECONNRESET)")]
    [InlineData("2.1.330-captive-portal", 1, FailureLayer.Body, FailureKind.Malformed, "API Error: API returned an empty or malformed response (HTTP 200)")]
    [InlineData("1.0.35-reset", 1, FailureLayer.Headers, FailureKind.Other, "API Error: Connection error.")]
    [InlineData("1.0.35-overloaded", 1, FailureLayer.Http, FailureKind.Overloaded, "API Error: 529 {")]
    [InlineData("1.0.35-captive-portal", 1, FailureLayer.Client, FailureKind.Other, "API Error: Cannot read properties of undefined")]
    [InlineData("1.0.35-no-message-stop", 1, FailureLayer.Client, FailureKind.Other, "(nothing)")]
    public void A_failure_is_one_failed_call_with_the_text_that_was_printed(string output, int attempts, FailureLayer layer, FailureKind kind, string text)
    {
        var tally = Read(output);

        var call = Assert.Single(tally.Failures).Call;
        Assert.Equal((1, 1), (tally.Calls, tally.FailedCount));
        Assert.Equal(attempts, call.Attempts.Count);
        Assert.Equal((layer, kind), (call.Failure!.Layer, call.Failure.Kind));
        var printed = Assert.Single(call.WouldPrint);
        Assert.StartsWith(text, printed.Text, StringComparison.Ordinal);
        Assert.Equal($"claude-code {output[..output.IndexOf('-', StringComparison.Ordinal)]}", printed.Client);
    }

    [Fact]
    public void An_attempt_that_was_tried_again_belongs_to_the_call_that_it_led_to()
    {
        var call = Assert.Single(Read("2.1.330-cut").Sample);

        Assert.Equal([1, 2], call.Attempts.Select(a => a.Number));
        Assert.Equal(FailureKind.Other, call.Attempts[0].Failure?.Kind);
        Assert.Null(call.Attempts[1].Failure);
    }

    [Fact]
    public void What_is_not_of_the_format_is_kept_as_a_complaint()
    {
        var calls = new ClaudeCalls(Assignment, 0, new ClaudeCommand("/opt/claude", "9.8.7"), Tally(), Start);

        calls.Read("--dangerously-skip-permissions cannot be used with root", Start);
        calls.Read("""{"type":"a type of tomorrow","message":7}""", Start);
        calls.Read("""{"type":"assistant","message":[1]}""", Start);
        calls.Read("[]", Start);

        Assert.Equal("--dangerously-skip-permissions cannot be used with root []", calls.Complaint);
        Assert.False(calls.HasEnded);
        Assert.Equal(0, calls.Seen);
    }

    private static LoadAssignment Assignment => LoadRig.Assignment(new Uri("http://127.0.0.1:1"));

    private static LaneTally Tally() => new(SeededDraws.For(1, 1), new LoadCounters());

    private static LaneTally Read(string output)
    {
        var tally = Tally();
        var command = new ClaudeCommand("/opt/claude", output[..output.IndexOf('-', StringComparison.Ordinal)]);
        var calls = new ClaudeCalls(Assignment, 0, command, tally, Start);
        var at = Start;
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Captured", "ClaudeCode", "Output", $"{output}.jsonl")))
        {
            calls.Read(line, at += TimeSpan.FromMilliseconds(100));
        }

        Assert.True(calls.HasEnded);
        Assert.Empty(calls.Complaint);
        return tally;
    }
}
