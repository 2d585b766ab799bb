using Lab.Analysis.Statistics;

namespace Lab.Tests.Analysis.Statistics;

public sealed class EHolmTests
{
    [Fact]
    public void Three_arms_need_60_40_and_20_by_their_rank()
    {
        var holm = After([2, 5, 3]);

        Assert.Equal([20.0, 60.0, 40.0], [holm.Needed(0), holm.Needed(1), holm.Needed(2)]);
        Assert.False(holm.IsNamed(0) || holm.IsNamed(1) || holm.IsNamed(2));
    }

    [Fact]
    public void Reaching_all_three_steps_at_once_names_all_three()
    {
        var holm = After([40, 60, 20]);

        Assert.True(holm.IsNamed(0) && holm.IsNamed(1) && holm.IsNamed(2));
    }

    [Fact]
    public void A_step_that_is_missed_stops_the_steps_below_it()
    {
        var holm = After([59.9, 59.9, 59.9]);
        Assert.False(holm.IsNamed(0) || holm.IsNamed(1) || holm.IsNamed(2));

        holm = After([60, 39.9, 25]);
        Assert.True(holm.IsNamed(0));
        Assert.False(holm.IsNamed(1) || holm.IsNamed(2));
    }

    [Fact]
    public void A_named_arm_stays_named_and_makes_the_next_steps_lower()
    {
        var holm = After([61, 1, 1], [3, 41, 1], [3, 3, 21]);

        Assert.True(holm.IsNamed(0) && holm.IsNamed(1) && holm.IsNamed(2));
        Assert.Equal([60.0, 40.0, 20.0], [holm.Needed(0), holm.Needed(1), holm.Needed(2)]);
    }

    [Fact]
    public void One_arm_needs_20_and_equal_arms_are_ranked_in_their_order()
    {
        Assert.True(After([20]).IsNamed(0));
        Assert.False(After([19.99]).IsNamed(0));

        var holm = After([1, 1]);
        Assert.Equal([40.0, 20.0], [holm.Needed(0), holm.Needed(1)]);
    }

    [Fact]
    public void Refuses_what_it_cannot_step_through()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EHolm(0, .05));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EHolm(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EHolm(1, double.NaN));
        Assert.Throws<ArgumentException>(() => new EHolm(2, .05).Observe([1]));
    }

    private static EHolm After(params double[][] evidence)
    {
        var holm = new EHolm(evidence[0].Length, .05);
        foreach (var values in evidence)
        {
            holm.Observe(values);
        }

        return holm;
    }
}
