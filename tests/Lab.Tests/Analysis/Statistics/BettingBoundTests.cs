using Lab.Analysis.Design;
using Lab.Analysis.Statistics;

namespace Lab.Tests.Analysis.Statistics;

public sealed class BettingBoundTests
{
    [Theory]
    [InlineData(.20, 15)]
    [InlineData(.10, 32)]
    [InlineData(.05, 65)]
    public void Without_failures_it_excludes_a_rise_after_the_planned_blocks(double delta, int blocks)
    {
        var bound = After(delta, Enumerable.Repeat(new BlockOutcome(0, 60, 0, 60), blocks));

        Assert.Equal(blocks, BettingBound.BlocksWithoutFailures(delta, .05));
        Assert.True(bound.Course[^2] < 20);
        Assert.True(bound.Value >= 20);
    }

    [Theory]
    [InlineData(.01, .20, 20)]
    [InlineData(.01, .10, 40)]
    [InlineData(.05, .10, 50)]
    public void With_few_failures_and_no_effect_nine_of_ten_runs_exclude_the_rise_soon(double rate, double delta, int blocks)
    {
        var trials = new TrialSimulator(rate, .05, 60);

        Assert.InRange(Runs(delta, blocks, trials, trials), 180, 200);
    }

    [Theory]
    [InlineData(0, .20)]
    [InlineData(.05, .10)]
    [InlineData(.30, .20)]
    public void Where_the_rise_is_delta_at_most_5_percent_of_runs_ever_exclude_it(double rate, double delta) =>
        Assert.InRange(Runs(delta, 80, new(rate + delta, .05, 60), new(rate, .05, 60)), 0, 10);

    [Fact]
    public void Where_an_arm_always_fails_or_never_by_the_coin_of_delta_the_bound_holds_too()
    {
        // The hardest case: all 60 calls fail together with probability δ, so that D is 1 or 0.
        var wrong = Enumerable.Range(0, 400).Count(run =>
        {
            var random = SeededRandom.Of(3, "all or nothing", run.ToString());
            return After(.2, Enumerable.Range(0, 80).Select(_ => new BlockOutcome(random.NextDouble() < .2 ? 60 : 0, 60, 0, 60))).Course.Max() >= 20;
        });

        Assert.InRange(wrong, 1, 20);
    }

    [Theory]
    [InlineData(60, 60, 0, 60)]
    [InlineData(0, 60, 60, 60)]
    [InlineData(1, 1, 0, 1)]
    public void Stays_a_number_over_ten_thousand_blocks(int armFailures, int armCalls, int controlFailures, int controlCalls)
    {
        var bound = After(.1, Enumerable.Repeat(new BlockOutcome(armFailures, armCalls, controlFailures, controlCalls), 10_000));

        Assert.All(bound.Course, value => Assert.True(double.IsFinite(value) && value >= 0));
        Assert.True(double.IsFinite(bound.LogValue));
    }

    [Fact]
    public void A_block_without_calls_moves_nothing() =>
        Assert.Equal([1.0, 1.0], After(.1, [new BlockOutcome(0, 0, 0, 60), new BlockOutcome(0, 60, 0, 0)]).Course);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Refuses_a_rise_that_is_none(double delta) => Assert.Throws<ArgumentOutOfRangeException>(() => new BettingBound(delta));

    private static int Runs(double delta, int blocks, TrialSimulator arm, TrialSimulator control) => Enumerable.Range(0, 200).Count(run =>
    {
        var random = SeededRandom.Of(5, "bound", run.ToString());
        return After(delta, Enumerable.Range(0, blocks).Select(_ => new BlockOutcome(arm.Next(random), 60, control.Next(random), 60))).Course.Max() >= 20;
    });

    private static BettingBound After(double delta, IEnumerable<BlockOutcome> blocks)
    {
        var bound = new BettingBound(delta);
        foreach (var block in blocks)
        {
            bound.Add(block);
        }

        return bound;
    }
}
