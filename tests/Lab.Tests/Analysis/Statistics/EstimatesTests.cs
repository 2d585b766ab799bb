using Lab.Analysis.Design;
using Lab.Analysis.Statistics;
using MathNet.Numerics.Distributions;

namespace Lab.Tests.Analysis.Statistics;

public sealed class EstimatesTests
{
    [Theory]
    [InlineData(3, 50)]
    [InlineData(25, 50)]
    [InlineData(49, 50)]
    [InlineData(40, 10_000)]
    [InlineData(5_000, 10_000)]
    public void Trials_of_one_call_leave_the_beta_quantiles_since_one_call_cannot_come_in_bursts(int failures, int calls)
    {
        var interval = Estimates.Rate([.. Enumerable.Range(0, calls).Select(call => new TrialOutcome(call < failures ? 1 : 0, 1))]);

        Assert.Equal(Beta.InvCDF(failures + .5, calls - failures + .5, .025), interval.Low, 2e-4);
        Assert.Equal(Beta.InvCDF(failures + .5, calls - failures + .5, .975), interval.High, 2e-4);
    }

    [Fact]
    public void Reaches_0_where_nothing_failed_and_1_where_everything_did()
    {
        var none = Estimates.Rate([new(0, 60), new(0, 60)]);
        var all = Estimates.Rate([new(60, 60), new(60, 60)]);

        Assert.Equal(0, none.Low);
        Assert.InRange(none.High, .01, .5);
        Assert.Equal(1, all.High);
        Assert.Equal(none.High, 1 - all.Low, 1e-6);
    }

    [Fact]
    public void Says_nothing_where_no_call_was_made()
    {
        Assert.Equal(new(0, 1), Estimates.Rate([]));
        Assert.Equal(new(0, 1), Estimates.Rate([new(0, 0)]));
        Assert.Equal(new(-1, 1), Estimates.Difference([new(0, 60)], [new(0, 0)]));
    }

    [Fact]
    public void Forty_trials_without_a_failure_leave_room_for_about_one_percent()
    {
        var interval = Estimates.Rate([.. Enumerable.Repeat(new TrialOutcome(0, 60), 40)]);

        Assert.InRange(interval.High, .001, .012);
    }

    [Fact]
    public void Bursts_widen_it_and_more_trials_narrow_it()
    {
        var even = Estimates.Rate([.. Enumerable.Repeat(new TrialOutcome(6, 60), 10)]);
        var bursts = Estimates.Rate([new(30, 60), new(30, 60), .. Enumerable.Repeat(new TrialOutcome(0, 60), 8)]);
        var more = Estimates.Rate([.. Enumerable.Repeat(new TrialOutcome(6, 60), 40)]);

        Assert.True(Width(bursts) > 1.8 * Width(even), $"{bursts} {even}");
        Assert.True(Width(more) < .6 * Width(even));
        Assert.True(even.Low < .1 && .1 < even.High);
    }

    [Fact]
    public void A_difference_turns_its_sign_with_the_arms_and_is_centred_where_they_are_alike()
    {
        TrialOutcome[] quiet = [new(0, 60), new(1, 60), new(0, 60)], loud = [new(9, 60), new(12, 60), new(7, 60)];

        var rise = Estimates.Difference(loud, quiet);
        var fall = Estimates.Difference(quiet, loud);
        var none = Estimates.Difference(loud, loud);

        Assert.True(rise.Low > 0);
        Assert.Equal(rise.Low, -fall.High, 1e-4);
        Assert.Equal(rise.High, -fall.Low, 1e-4);
        Assert.Equal(none.Low, -none.High, 1e-4);
    }

    [Fact]
    public void A_difference_of_rates_known_well_is_that_of_the_normal_distribution()
    {
        TrialOutcome[] arm = Single(2_000, 10_000), control = Single(1_000, 10_000);

        var interval = Estimates.Difference(arm, control);

        var deviation = Math.Sqrt((.2 * .8 / 10_000) + (.1 * .9 / 10_000));
        Assert.Equal(.1 - (1.96 * deviation), interval.Low, 2e-4);
        Assert.Equal(.1 + (1.96 * deviation), interval.High, 2e-4);
    }

    [Theory]
    [InlineData(.05, 0)]
    [InlineData(.05, .05)]
    [InlineData(.10, .2)]
    [InlineData(.30, .8)]
    public void Nine_of_ten_intervals_or_more_hold_the_rate_they_were_drawn_from(double rate, double rho)
    {
        var simulator = new TrialSimulator(rate, rho, 60);
        var held = Enumerable.Range(0, 100).Count(run =>
        {
            var random = SeededRandom.Of(21, "coverage", run.ToString());
            var interval = Estimates.Rate([.. Enumerable.Range(0, 20).Select(_ => new TrialOutcome(simulator.Next(random), 60))]);
            return interval.Low <= rate && rate <= interval.High;
        });

        Assert.InRange(held, 88, 100);
    }

    [Fact]
    public void Stays_in_its_range_at_the_extremes()
    {
        TrialOutcome[][] cases = [[new(1, 1)], [new(0, 1)], [new(100_000, 100_000)], [new(1, 1_000_000)], [new(60, 60), new(0, 60)]];

        Assert.All(cases, trials =>
        {
            var rate = Estimates.Rate(trials);
            var difference = Estimates.Difference(trials, [new(0, 60)]);

            Assert.True(rate.Low >= 0 && rate.Low < rate.High && rate.High <= 1, $"{rate}");
            Assert.True(difference.Low >= -1 && difference.Low < difference.High && difference.High <= 1, $"{difference}");
        });
    }

    private static double Width(CredibleInterval interval) => interval.High - interval.Low;

    private static TrialOutcome[] Single(int failures, int calls) => [.. Enumerable.Range(0, calls).Select(call => new TrialOutcome(call < failures ? 1 : 0, 1))];
}
