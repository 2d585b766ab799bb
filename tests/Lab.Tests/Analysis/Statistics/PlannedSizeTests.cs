using Lab.Analysis.Design;
using Lab.Analysis.Statistics;

namespace Lab.Tests.Analysis.Statistics;

public sealed class PlannedSizeTests
{
    [Theory]
    [InlineData(.01, .09, 6.7, 12)]
    [InlineData(0, .05, 6.9, 10)]
    [InlineData(0, .30, 5.0, 5)]
    [InlineData(.01, .04, 13.6, 32)]
    [InlineData(.05, .05, 26.6, 65)]
    public void An_effect_takes_the_blocks_that_the_design_was_planned_with(double rate, double effect, double mean, int percentile95)
    {
        var blocks = PlannedSize.BlocksFor(new(rate), effect, 200, seed: 2, runs: 1000);

        Assert.Equal(1, blocks.Mean / mean, .08);
        Assert.Equal(1, (double)blocks.Percentile95 / percentile95, .16);
        Assert.Equal(1, blocks.Found, .01);
    }

    [Theory]
    [InlineData(0, 10, .036)]
    [InlineData(.01, 20, .041)]
    [InlineData(.05, 40, .050)]
    public void The_smallest_effect_is_that_of_the_plan(double rate, int blocks, double effect) =>
        Assert.Equal(effect, PlannedSize.SmallestEffect(new(rate), blocks, seed: 2) ?? 0, .007);

    [Fact]
    public void Four_blocks_find_nothing_however_large()
    {
        Assert.Null(PlannedSize.SmallestEffect(new(.01), 4, seed: 1));
        Assert.Equal(new ExpectedBlocks(4, 4, 0), PlannedSize.BlocksFor(new(0), 1, 4, seed: 1));
    }

    [Fact]
    public void More_arms_and_fewer_calls_take_more_blocks()
    {
        var plan = new PlanAssumptions(.01);

        var one = PlannedSize.BlocksFor(plan, .09, 100, 1);

        Assert.True(PlannedSize.BlocksFor(plan with { Arms = 3 }, .09, 100, 1).Mean > one.Mean + 1);
        Assert.True(PlannedSize.BlocksFor(plan with { CallsPerTrial = 20 }, .09, 100, 1).Mean > one.Mean);
    }

    [Fact]
    public void The_same_seed_gives_the_same_plan_and_another_seed_another()
    {
        var plan = new PlanAssumptions(.05);

        Assert.Equal(PlannedSize.BlocksFor(plan, .05, 100, 1), PlannedSize.BlocksFor(plan, .05, 100, 1));
        Assert.NotEqual(PlannedSize.BlocksFor(plan, .05, 100, 1), PlannedSize.BlocksFor(plan, .05, 100, 2));
    }

    [Fact]
    public void Simulated_trials_have_the_mean_and_the_spread_of_the_beta_binomial()
    {
        const double Rate = .1, Rho = .05;
        var trials = new TrialSimulator(Rate, Rho, 60);
        var random = SeededRandom.Of(4, "trials");
        var failures = Enumerable.Range(0, 40_000).Select(_ => (double)trials.Next(random)).ToArray();

        var variance = 60 * Rate * (1 - Rate) * (1 + (59 * Rho));
        Assert.Equal(6, failures.Average(), 4 * Math.Sqrt(variance / 40_000));
        Assert.Equal(1, failures.Average(count => Math.Pow(count - 6, 2)) / variance, .04);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 60)]
    public void A_rate_of_0_never_fails_and_a_rate_of_1_always(double rate, int failures)
    {
        var trials = new TrialSimulator(rate, .05, 60);
        var random = SeededRandom.Of(4, "certain");

        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(failures, trials.Next(random)));
    }

    [Fact]
    public void Refuses_assumptions_that_cannot_be()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PlannedSize.BlocksFor(new(.5), .6, 10, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlannedSize.BlocksFor(new(-.1), .1, 10, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlannedSize.BlocksFor(new(.1, Rho: 1), .1, 10, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlannedSize.BlocksFor(new(.1, CallsPerTrial: 0), .1, 10, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlannedSize.SmallestEffect(new(.1, Arms: 0), 10, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlannedSize.SmallestEffect(new(.1), 0, 1));
    }
}
