using Lab.Contracts;
using Lab.LoadGenerator.Failures;
using Lab.LoadGenerator.Profiles;
using Lab.LoadGenerator.Profiles.Retries;

namespace Lab.Tests.LoadGenerator.Profiles;

/// <summary>How many attempts each failure gets, where a real one cannot be had here or takes minutes.</summary>
public sealed class RetryRuleTests
{
    /// <summary>Layer, kind, status, then the attempts of the new client (streams, whole), of the old one, and of the SDK.</summary>
    public static TheoryData<FailureLayer, FailureKind, int?, int, int, int, int, int> Table => new()
    {
        { FailureLayer.Dns, FailureKind.NameNotFound, null, 11, 0, 1, 11, 3 },
        { FailureLayer.Dns, FailureKind.NameServerFailed, null, 11, 0, 1, 11, 3 },
        { FailureLayer.Connect, FailureKind.Refused, null, 11, 0, 1, 11, 3 },
        { FailureLayer.Connect, FailureKind.TimedOut, null, 11, 0, 1, 11, 3 },
        { FailureLayer.Connect, FailureKind.HostUnreachable, null, 11, 0, 1, 11, 3 },
        { FailureLayer.Tls, FailureKind.UntrustedCertificate, null, 1, 0, 1, 11, 3 },
        { FailureLayer.Headers, FailureKind.Reset, null, 11, 0, 1, 11, 3 },
        { FailureLayer.Headers, FailureKind.Closed, null, 11, 0, 1, 11, 3 },
        { FailureLayer.Body, FailureKind.Reset, null, 11, 1, 1, 1, 1 },
        { FailureLayer.Body, FailureKind.TimedOut, null, 1, 0, 1, 1, 1 },
        { FailureLayer.Body, FailureKind.Malformed, 200, 1, 1, 1, 1, 1 },
        { FailureLayer.Http, FailureKind.RateLimited, 429, 11, 0, 1, 11, 3 },
        { FailureLayer.Http, FailureKind.Overloaded, 529, 3, 0, 1, 11, 3 },
        { FailureLayer.Http, FailureKind.ServerError, 500, 11, 0, 1, 11, 3 },
        { FailureLayer.Http, FailureKind.ServerError, 502, 11, 0, 1, 11, 3 },
        { FailureLayer.Http, FailureKind.Unauthorized, 401, 11, 0, 1, 11, 1 },
        { FailureLayer.Http, FailureKind.Forbidden, 403, 1, 0, 1, 1, 1 },
        { FailureLayer.Client, FailureKind.Cancelled, null, 1, 0, 1, 0, 1 },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_failure_gets_as_many_attempts_as_were_measured(FailureLayer layer, FailureKind kind, int? status, int newStreams, int newWhole, int oldStreams, int oldWhole, int sdk)
    {
        var trouble = new Trouble(new Failure(layer, kind, null, "x"), status);

        Assert.Equal((newStreams, newWhole), Count("claude-code-2", trouble));
        Assert.Equal((oldStreams, oldWhole), Count("claude-code-1", trouble));
        Assert.Equal((sdk, 0), Count("typescript-sdk", trouble));
        Assert.Equal((1, 0), Count("bare", trouble));
    }

    [Fact]
    public void Against_the_api_itself_a_header_is_waited_for_182_s_and_once_more_for_599()
    {
        var trouble = Trouble.Of(FailureLayer.Headers, FailureKind.TimedOut, null, "x");
        var policy = ClientProfiles.Find("claude-code-2")!.Retries;

        Assert.Equal(182, policy.First(new CallFacts(49_239, FirstParty: true)).Limits!.Headers.TotalSeconds);
        Assert.Equal(181, policy.First(new CallFacts(32_768, FirstParty: true)).Limits!.Headers.TotalSeconds);
        Assert.Equal(206, policy.First(new CallFacts(839_637, FirstParty: true)).Limits!.Headers.TotalSeconds);
        Assert.Null(policy.First(new CallFacts(49_239, FirstParty: false)).Limits);
        var next = Assert.Single(RetryWaitTests.All("claude-code-2", 1, trouble, firstParty: true));
        Assert.Equal((false, 599.0), (next.IsWhole, next.Limits!.Headers.TotalSeconds));

        // Measured: 782 s in all.
        Assert.InRange(182 + 599 + next.Wait.TotalSeconds, 781, 783);
    }

    [Fact]
    public void Against_the_api_itself_a_stream_that_stands_still_is_left_after_180_s_for_whole_replies_of_300_s_each()
    {
        var trouble = Trouble.Of(FailureLayer.Body, FailureKind.Stalled, null, "x");

        Assert.Equal(180, ClientProfiles.Find("claude-code-2")!.Retries.First(new CallFacts(49_239, FirstParty: true)).Limits!.Idle.TotalSeconds);
        var next = RetryWaitTests.All("claude-code-2", 1, trouble, firstParty: true);
        Assert.All(next, n => Assert.Equal((true, 300.0, 300.0), (n.IsWhole, n.Limits!.Headers.TotalSeconds, n.Limits.Idle.TotalSeconds)));
        Assert.Equal(TimeSpan.Zero, next[0].Wait);

        // Measured: more than 1,700 s.
        Assert.True(180 + next.Sum(n => 300 + n.Wait.TotalSeconds) > 1_700);
    }

    [Fact]
    public void A_reply_that_broke_behind_a_finished_block_is_continued_three_times()
    {
        var next = RetryWaitTests.All("claude-code-2", 1, Trouble.Of(FailureLayer.Body, FailureKind.Reset, "ECONNRESET", "x") with { BlocksFinished = 1 });

        // Measured: after 0.2, 1.1 and 2.1 s.
        Assert.Equal([0.2, 1.1, 2.1], next.Select((_, index) => Math.Round(next.Take(index + 1).Sum(n => n.Wait.TotalSeconds), 3)));
        Assert.All(next, n => Assert.False(n.IsWhole));
    }

    [Theory]
    [InlineData("claude-code-2", 500, false, 1, 0)]
    [InlineData("claude-code-2", 400, true, 11, 0)]
    [InlineData("claude-code-1", 500, false, 1, 1)]
    [InlineData("claude-code-1", 400, true, 1, 11)]
    [InlineData("typescript-sdk", 500, false, 1, 0)]
    [InlineData("typescript-sdk", 400, true, 3, 0)]
    public void The_apis_own_word_on_retries_is_followed(string client, int status, bool shouldRetry, int streams, int whole) =>
        Assert.Equal((streams, whole), Count(client, new Trouble(new Failure(FailureLayer.Http, Classifier.OfStatus(status), null, "x"), status), shouldRetry));

    private static (int Streams, int Whole) Count(string client, Trouble trouble, bool? shouldRetry = null)
    {
        var next = RetryWaitTests.All(client, 1, trouble, shouldRetry: shouldRetry);
        return (1 + next.Count(n => !n.IsWhole), next.Count(n => n.IsWhole));
    }
}
