using Lab.Analysis.Design;
using Lab.Analysis.Statistics;

namespace Lab.Tests.Analysis.Statistics;

public sealed class RandomisationEvidenceTests
{
    public static TheoryData<int, int, int, int> Pairs => new()
    {
        { 0, 60, 0, 60 }, { 1, 60, 0, 60 }, { 60, 60, 0, 60 }, { 60, 60, 60, 60 }, { 7, 60, 23, 60 }, { 1, 1, 0, 1 },
        { 3, 30, 3, 60 }, { 0, 59, 60, 60 }, { 12, 5000, 40, 4000 }, { 4000, 4000, 0, 4000 }, { 1, 1, 0, 10_000 },
    };

    [Fact]
    public void Bets_on_72_effects_none_of_them_above_95_percent()
    {
        Assert.Equal(72, Alternatives.All.Distinct().Count());
        Assert.All(Alternatives.All, effect => Assert.True(effect.P1 > effect.P0 && effect.P1 <= .95));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_swap_of_the_trials_turns_each_factor_e_into_2_minus_e_so_that_the_coin_makes_their_mean_one(int armFailures, int armCalls, int controlFailures, int controlCalls)
    {
        var (factors, swapped) = (new double[72], new double[72]);

        RandomisationEvidence.LogFactors(new(armFailures, armCalls, controlFailures, controlCalls), factors);
        RandomisationEvidence.LogFactors(new(controlFailures, controlCalls, armFailures, armCalls), swapped);

        Assert.All(factors.Zip(swapped), pair => Assert.Equal(2, Math.Exp(pair.First) + Math.Exp(pair.Second), 1e-9));
    }

    [Fact]
    public void Is_the_mean_over_the_effects_of_a_ratio_that_can_be_worked_out_by_hand_for_one_call_a_trial()
    {
        // One call fails with probability p whatever ρ is: e = p1 (1−p0) / ( ½ [ p1 (1−p0) + p0 (1−p1) ] ).
        var byHand = Alternatives.All.Average(effect =>
        {
            var (kept, swapped) = (effect.P1 * (1 - effect.P0), effect.P0 * (1 - effect.P1));
            return kept / ((kept + swapped) / 2);
        });

        Assert.Equal(byHand, After(new BlockOutcome(1, 1, 0, 1)).Value, 1e-10);
        Assert.Equal(1.6875663719501874, byHand, 1e-10);
    }

    [Fact]
    public void Agrees_with_another_implementation_of_the_formula()
    {
        var evidence = After(new(6, 60, 1, 60), new(3, 60, 2, 60), new(0, 60, 4, 60), new(30, 60, 0, 60));

        Assert.Equal(1.757965483812302, evidence.Course[0], 1e-9);
        Assert.Equal(2.4675894198856247, evidence.Course[1], 1e-9);
        Assert.Equal(0.45272199602767466, evidence.Value, 1e-9);
        Assert.Equal(1.7373769908755279, After(new BlockOutcome(3, 4, 0, 2)).Value, 1e-9);
    }

    [Fact]
    public void Grows_with_the_arms_failures_and_falls_with_the_controls()
    {
        for (var failures = 0; failures < 60; failures++)
        {
            Assert.True(After(new BlockOutcome(failures + 1, 60, 5, 60)).Value > After(new BlockOutcome(failures, 60, 5, 60)).Value);
            Assert.True(After(new BlockOutcome(5, 60, failures + 1, 60)).Value < After(new BlockOutcome(5, 60, failures, 60)).Value);
        }
    }

    [Fact]
    public void At_most_doubles_with_a_block_so_that_20_takes_5_blocks_at_least()
    {
        var evidence = After([.. Enumerable.Repeat(new BlockOutcome(60, 60, 0, 60), 6)]);

        Assert.All(evidence.Course.Prepend(1).Zip(evidence.Course), step => Assert.InRange(step.Second / step.First, 1.9, 2 + 1e-12));
        Assert.True(evidence.Course[3] < 20);
        Assert.True(evidence.Course[4] >= 20);
    }

    [Theory]
    [InlineData(0, 60, 0, 60)]
    [InlineData(9, 60, 9, 60)]
    [InlineData(0, 30, 0, 60)]
    [InlineData(0, 0, 0, 60)]
    [InlineData(60, 60, 0, 0)]
    [InlineData(0, 0, 0, 0)]
    public void Trials_that_fail_alike_or_cannot_be_compared_are_no_evidence(int armFailures, int armCalls, int controlFailures, int controlCalls) =>
        Assert.Equal(1, After(new BlockOutcome(armFailures, armCalls, controlFailures, controlCalls)).Value, 1e-9);

    [Theory]
    [InlineData(60, 0)]
    [InlineData(0, 60)]
    [InlineData(60, 60)]
    [InlineData(1, 0)]
    public void Stays_a_number_over_ten_thousand_blocks(int armFailures, int controlFailures)
    {
        var evidence = After([.. Enumerable.Repeat(new BlockOutcome(armFailures, 60, controlFailures, 60), 10_000)]);

        Assert.Equal(10_000, evidence.Course.Count);
        Assert.All(evidence.Course, value => Assert.True(double.IsFinite(value) && value >= 0));
        Assert.True(double.IsFinite(evidence.LogValue));
    }

    [Fact]
    public void The_same_blocks_give_the_same_value_to_the_last_bit()
    {
        BlockOutcome[] blocks = [new(3, 60, 1, 60), new(5, 58, 0, 60), new(0, 60, 2, 60)];

        Assert.Equal(After(blocks).Course, After(blocks).Course);
    }

    [Theory]
    [InlineData(.01, 0, 60)]
    [InlineData(.05, .05, 60)]
    [InlineData(.10, .2, 60)]
    [InlineData(.05, .05, 120)]
    public void Without_an_effect_fewer_than_5_percent_of_runs_ever_reach_20(double rate, double rho, int armCalls)
    {
        const int Runs = 600;
        var (arm, control) = (new TrialSimulator(rate, rho, armCalls), new TrialSimulator(rate, rho, 60));

        var alarms = Enumerable.Range(0, Runs).Count(run =>
        {
            var random = SeededRandom.Of(11, "no effect", run.ToString());
            return After([.. Enumerable.Range(0, 40).Select(_ => new BlockOutcome(arm.Next(random), armCalls, control.Next(random), 60))]).Course.Max() >= 20;
        });

        Assert.InRange(alarms, 1, Runs * .05);
    }

    [Theory]
    [InlineData(-1, 60, 0, 60)]
    [InlineData(61, 60, 0, 60)]
    [InlineData(0, 60, 1, 0)]
    [InlineData(0, -1, 0, 60)]
    public void Refuses_counts_that_cannot_be(int armFailures, int armCalls, int controlFailures, int controlCalls)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new BlockOutcome(armFailures, armCalls, controlFailures, controlCalls));

        Assert.Contains("failures 0 to the number of calls", error.Message);
    }

    internal static RandomisationEvidence After(params ReadOnlySpan<BlockOutcome> blocks)
    {
        var evidence = new RandomisationEvidence();
        foreach (var block in blocks)
        {
            evidence.Add(block);
        }

        return evidence;
    }
}
