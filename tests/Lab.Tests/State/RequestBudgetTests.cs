using System.Diagnostics;
using Lab.State;
using Lab.Tests.Support;

namespace Lab.Tests.State;

/// <summary>Ceilings and a pace that all replicas share.</summary>
public sealed class RequestBudgetTests(Stores stores)
{
    [Theory]
    [InlineData("garnet")]
    [InlineData("redis")]
    public async Task Tokens_are_not_overrun_by_many_who_take_at_once(string server)
    {
        await using var store = await stores.Open(server);
        var budget = new RequestBudget(store);

        var taken = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => budget.Take("r", null, maxTokens: 1_000, tokens: 30)));

        Assert.Equal(33, taken.Count(t => t == BudgetAnswer.Granted));
        Assert.Equal(167, taken.Count(t => t == BudgetAnswer.NoTokens));
        Assert.Equal(990, await budget.TokensTaken("r"));
        Assert.Equal(0, await budget.Taken("r"));
    }

    [Theory]
    [InlineData("garnet")]
    [InlineData("redis")]
    public async Task What_was_not_used_comes_back_and_what_was_used_beyond_is_counted(string server)
    {
        await using var store = await stores.Open(server);
        var budget = new RequestBudget(store);

        Assert.Equal(BudgetAnswer.Granted, await budget.Take("r", 10, 1_000, 900));
        Assert.Equal(BudgetAnswer.NoTokens, await budget.Take("r", 10, 1_000, 900));
        await budget.Settle("r", taken: 900, used: 50);
        Assert.Equal(BudgetAnswer.Granted, await budget.Take("r", 10, 1_000, 900));
        await budget.Settle("r", taken: 900, used: 960);

        Assert.Equal(1_010, await budget.TokensTaken("r"));
        Assert.Equal(BudgetAnswer.NoTokens, await budget.Take("r", 10, 1_000, 1));
        Assert.Equal(2, await budget.Taken("r"));
    }

    [Theory]
    [InlineData("garnet")]
    [InlineData("redis")]
    public async Task A_request_is_taken_with_its_tokens_or_not_at_all_and_comes_back_when_it_was_not_sent(string server)
    {
        await using var store = await stores.Open(server);
        var budget = new RequestBudget(store);

        Assert.Equal(BudgetAnswer.Granted, await budget.Take("r", 1, 100, 60));
        Assert.Equal(BudgetAnswer.NoRequests, await budget.Take("r", 1, 100, 10));
        Assert.Equal((1, 60), (await budget.Taken("r"), await budget.TokensTaken("r")));

        await budget.GiveBack("r", request: true, tokens: 60);
        Assert.Equal((0, 0), (await budget.Taken("r"), await budget.TokensTaken("r")));
        Assert.Equal(BudgetAnswer.Granted, await budget.Take("r", 1, 100, 100));
        Assert.Equal(BudgetAnswer.Granted, await budget.Take("other", 1, 100, 100));
    }

    [Theory]
    [InlineData("garnet")]
    [InlineData("redis")]
    public async Task Slots_lie_one_interval_apart_whoever_asks(string server)
    {
        await using var store = await stores.Open(server);
        var one = new RequestBudget(store);
        var other = new RequestBudget(store);
        var clock = Stopwatch.StartNew();
        var waits = new List<TimeSpan>();
        for (var n = 0; n < 20; n++)
        {
            var before = clock.Elapsed;
            var wait = await (n % 2 == 0 ? one : other).Pace("r", perSecond: 4);

            // When the slot lies, on this test's clock: no earlier than asked for plus the wait, no later than answered plus the wait.
            waits.Add(before + wait);
            Assert.True(clock.Elapsed + wait >= TimeSpan.FromSeconds((n * 0.25) - 0.06), $"slot {n}");
        }

        Assert.True(waits[0] < TimeSpan.FromSeconds(1));
        Assert.InRange(waits[19].TotalSeconds, 3.5, 4.75 + clock.Elapsed.TotalSeconds);
        Assert.Equal(TimeSpan.Zero, await one.Pace("another", 4));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => one.Pace("r", 0));
    }
}
