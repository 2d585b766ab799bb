using Lab.Contracts;
using Lab.LoadGenerator.Failures;
using Lab.LoadGenerator.Profiles;
using Lab.LoadGenerator.Profiles.Retries;
using Lab.LoadGenerator.Sessions;

namespace Lab.Tests.LoadGenerator.Profiles;

/// <summary>The waits between attempts as they were measured, over many seeds.</summary>
public sealed class RetryWaitTests
{
    private const int Seeds = 4_000;

    private static readonly Trouble Refused = Trouble.Of(FailureLayer.Connect, FailureKind.Refused, "ECONNREFUSED", "x");

    /// <summary>By retry: the measured range in ms.</summary>
    private static readonly (double Least, double Most)[] Measured =
    [
        (503, 623), (1_004, 1_245), (2_000, 2_487), (4_014, 4_956), (8_004, 9_996), (16_353, 19_669), (32_402, 39_677), (32_084, 39_974), (32_084, 39_974), (32_084, 39_974),
    ];

    [Theory]
    [InlineData("claude-code-2")]
    [InlineData("claude-code-1")]
    public void Waits_grow_as_measured_and_stay_inside_the_formula(string client)
    {
        var waits = Enumerable.Range(0, Seeds).Select(seed => Backoffs(client, seed)).ToList();

        Assert.All(waits, w => Assert.Equal(10, w.Count));
        for (var retry = 0; retry < 10; retry++)
        {
            var formula = Math.Min(500 * Math.Pow(2, retry), 32_000);
            var drawn = waits.Select(w => w[retry].TotalMilliseconds).ToList();
            // They were measured in whole milliseconds.
            Assert.InRange(drawn.Min(), formula, Measured[retry].Least + 1);
            Assert.InRange(drawn.Max(), Measured[retry].Most, formula * 1.25);
        }

        // Measured: 172 to 193 s from the first attempt to the final error, in a handful of runs.
        Assert.InRange(waits.Average(w => w.Sum(t => t.TotalSeconds)), 172, 193);
        Assert.True(waits.Count(w => w.Sum(t => t.TotalSeconds) is > 168 and < 193) > Seeds * 0.95);
    }

    [Fact]
    public void The_old_client_leaves_the_stream_at_once()
    {
        var waits = Enumerable.Range(0, Seeds).Select(seed => Next("claude-code-1", [new(Refused)], seed)!.Value).ToList();

        Assert.All(waits, w => Assert.InRange(w.Wait.TotalSeconds, 0.04, 0.35));
        Assert.All(waits, w => Assert.True(w.IsWhole));
    }

    [Fact]
    public void The_sdk_tries_twice_more_a_little_sooner_than_its_formula()
    {
        var waits = Enumerable.Range(0, Seeds).Select(seed => All("typescript-sdk", seed, Refused)).ToList();

        Assert.All(waits, w => Assert.Equal(2, w.Count));
        Assert.All(waits, w => Assert.InRange(w[0].Wait.TotalSeconds, 0.375, 0.5));
        Assert.All(waits, w => Assert.InRange(w[1].Wait.TotalSeconds, 0.75, 1));
        Assert.InRange(waits.Min(w => w[1].Wait.TotalSeconds), 0.75, 0.76);
    }

    [Theory]
    [InlineData(7, 7, 8.75)]
    [InlineData(0, 0.5, 0.625)]
    [InlineData(60, 60, 75)]
    public void The_new_client_waits_for_as_long_as_it_is_asked_to_and_a_little_more(int retryAfter, double least, double most)
    {
        var waits = Enumerable.Range(0, Seeds).Select(seed => Next("claude-code-2", [RateLimited(retryAfter)], seed)!.Value.Wait.TotalSeconds).ToList();

        Assert.All(waits, w => Assert.InRange(w, least, most));
        Assert.InRange(waits.Max(), least + ((most - least) * 0.95), most);
    }

    [Fact]
    public void The_new_client_does_not_wait_for_more_than_a_minute() => Assert.Null(Next("claude-code-2", [RateLimited(61)], 1));

    [Fact]
    public void The_old_client_waits_exactly_as_long_as_it_is_asked_to()
    {
        var failed = RateLimited(7) with { IsWhole = true };

        Assert.Equal(TimeSpan.FromSeconds(7), Next("claude-code-1", [RateLimited(7), failed], 3)!.Value.Wait);

        // Measured: 70 s for twelve attempts.
        Assert.Equal(70, All("claude-code-1", 5, failed.Trouble, failed.RetryAfter).Skip(1).Sum(w => w.Wait.TotalSeconds));
    }

    private static List<TimeSpan> Backoffs(string client, int seed) =>
        [.. All(client, seed, Refused).Skip(client == "claude-code-1" ? 1 : 0).Select(n => n.Wait)];

    /// <summary>All attempts behind the first of a call that always fails in the same way.</summary>
    internal static List<NextAttempt> All(string client, int seed, Trouble trouble, TimeSpan? retryAfter = null, bool? shouldRetry = null, bool firstParty = false)
    {
        var policy = ClientProfiles.Find(client)!.Retries;
        var facts = new CallFacts(49_239, firstParty);
        var draws = new SeededDraws(seed);
        var made = new List<NextAttempt>();
        var failed = new List<FailedAttempt> { new(trouble, RetryAfter: retryAfter, ShouldRetry: shouldRetry) };
        while (policy.Next(failed, facts, draws) is { } next)
        {
            made.Add(next);
            failed.Add(new FailedAttempt(trouble with { IsWhole = next.IsWhole }, next.IsWhole, retryAfter, shouldRetry));
            Assert.True(made.Count < 100);
        }

        return made;
    }

    private static NextAttempt? Next(string client, IReadOnlyList<FailedAttempt> failed, int seed) =>
        ClientProfiles.Find(client)!.Retries.Next(failed, new CallFacts(49_239, false), new SeededDraws(seed));

    private static FailedAttempt RateLimited(int retryAfter) =>
        new(new Trouble(new Failure(FailureLayer.Http, FailureKind.RateLimited, null, "x"), 429), RetryAfter: TimeSpan.FromSeconds(retryAfter));
}
