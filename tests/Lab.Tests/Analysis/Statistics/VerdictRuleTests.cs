using Lab.Analysis.Statistics;
using Lab.Contracts;

namespace Lab.Tests.Analysis.Statistics;

public sealed class VerdictRuleTests
{
    private static readonly BlockOutcome Quiet = new(0, 60, 0, 60);
    private static readonly BlockOutcome Loud = new(30, 60, 0, 60);

    [Fact]
    public void Names_an_arm_that_fails_and_stops_when_every_arm_is_decided()
    {
        var run = Judge(new(), ("nat", Repeat(Loud, 5)));

        var arm = Assert.Single(run.Arms);
        Assert.Equal(Verdict.RaisesFailures, arm.Verdict);
        Assert.Equal(5, arm.DecidedAtBlock);
        Assert.True(arm.Evidence >= arm.EvidenceNeeded);
        Assert.Equal(5, arm.EvidenceCourse.Count);
        Assert.Equal(.5, arm.Rate.Observed);
        Assert.Equal(0, arm.ControlRate.Observed);
        Assert.True(run.IsDecided && run.MustStop);
    }

    [Fact]
    public void Excludes_a_rise_of_delta_but_no_smaller_one()
    {
        var arm = Assert.Single(Judge(new(delta: .2), ("nat", Repeat(Quiet, 15))).Arms);

        Assert.Equal(Verdict.NoEffect, arm.Verdict);
        Assert.Equal(15, arm.DecidedAtBlock);
        Assert.StartsWith("No effect of δ = 20 percentage points or more: ", arm.Because);
        Assert.Contains("A smaller effect is not excluded.", arm.Because);
    }

    [Fact]
    public void Is_pending_before_the_cap_and_inconclusive_at_it()
    {
        var before = Judge(new(maxBlocks: 8), ("nat", Repeat(Quiet, 7)));
        var at = Judge(new(maxBlocks: 8), ("nat", Repeat(Quiet, 8)));

        Assert.Equal(Verdict.Pending, before.Arms[0].Verdict);
        Assert.False(before.IsDecided || before.MustStop);
        Assert.Equal(Verdict.Inconclusive, at.Arms[0].Verdict);
        Assert.False(at.IsDecided);
        Assert.True(at.MustStop);
        Assert.Null(at.Arms[0].DecidedAtBlock);
    }

    [Fact]
    public void Before_the_first_block_nothing_is_said()
    {
        var arm = Assert.Single(Judge(new(), ("nat", [])).Arms);

        Assert.Equal(Verdict.Pending, arm.Verdict);
        Assert.Equal(1, arm.Evidence);
        Assert.Null(arm.Rate.Observed);
        Assert.Contains("no calls", arm.Because);
    }

    [Fact]
    public void With_three_arms_the_first_needs_60_which_takes_more_than_5_blocks()
    {
        var after5 = Judge(new(), ("nat", Repeat(Loud, 5)), ("memory", Repeat(Quiet, 5)), ("cpu", Repeat(Quiet, 5)));
        var after7 = Judge(new(), ("nat", Repeat(Loud, 7)), ("memory", Repeat(Quiet, 7)), ("cpu", Repeat(Quiet, 7)));

        Assert.Equal(Verdict.Pending, after5.Arms[0].Verdict);
        Assert.Equal([60.0, 40.0, 20.0], after5.Arms.Select(arm => arm.EvidenceNeeded));
        Assert.Equal([Verdict.RaisesFailures, Verdict.Pending, Verdict.Pending], after7.Arms.Select(arm => arm.Verdict));
        Assert.Equal([60.0, 40.0, 20.0], after7.Arms.Select(arm => arm.EvidenceNeeded));
        Assert.Contains("over all 3 arms", after7.Arms[0].Because);
        Assert.False(after7.IsDecided || after7.MustStop);
    }

    [Fact]
    public void An_arm_keeps_its_verdict_when_later_blocks_take_its_evidence_away()
    {
        BlockOutcome[] blocks = [.. Repeat(Loud, 5), .. Repeat(new(0, 60, 30, 60), 10)];

        var arm = Judge(new(), ("nat", blocks), ("memory", blocks)).Arms[0];
        var alone = Judge(new(), ("nat", blocks)).Arms[0];

        Assert.Equal(Verdict.Pending, arm.Verdict);
        Assert.Equal(Verdict.RaisesFailures, alone.Verdict);
        Assert.Equal(5, alone.DecidedAtBlock);
        Assert.True(alone.Evidence < 1);
        Assert.StartsWith("Raises failures: the evidence reached", alone.Because);
        Assert.Contains("at block 5", alone.Because);
    }

    [Fact]
    public void An_arm_that_left_early_keeps_its_verdict_and_the_run_goes_on_for_the_others()
    {
        var run = Judge(new(delta: .2), ("nat", Repeat(Loud, 7)), ("memory", Repeat(Quiet, 15)));

        Assert.Equal([Verdict.RaisesFailures, Verdict.NoEffect], run.Arms.Select(arm => arm.Verdict));
        Assert.Equal(15, run.BlocksDone);
        Assert.True(run.IsDecided && run.MustStop);
    }

    [Fact]
    public void A_small_rise_that_is_found_after_a_larger_one_was_excluded_is_told_too()
    {
        var arm = Assert.Single(Judge(new(delta: .5), ("nat", [.. Repeat(Quiet, 5), .. Repeat(new(4, 60, 0, 60), 15)])).Arms);

        Assert.Equal(Verdict.NoEffect, arm.Verdict);
        Assert.Contains("It does raise failures, by less than that", arm.Because);
    }

    [Fact]
    public void A_rise_that_is_found_first_and_then_bounded_is_told_with_its_bound()
    {
        var arm = Assert.Single(Judge(new(delta: .2), ("nat", Repeat(new(4, 60, 0, 60), 40))).Arms);

        Assert.Equal(Verdict.RaisesFailures, arm.Verdict);
        Assert.Contains("A rise of δ = 20 percentage points or more is excluded", arm.Because);
    }

    [Fact]
    public void No_sentence_says_no_effect_without_its_delta()
    {
        BlockOutcome[][] histories = [[], Repeat(Quiet, 1), Repeat(Quiet, 15), Repeat(Quiet, 40), Repeat(Loud, 40), Repeat(new(3, 60, 0, 60), 15)];
        StoppingRule[] rules = [new(), new(delta: .2), new(delta: .5, maxBlocks: 1), new(alpha: .01, delta: .05)];

        var sentences = from blocks in histories from rule in rules from arms in (int[])[1, 3]
                        from arm in VerdictRule.Judge([.. Enumerable.Range(0, arms).Select(arm => new ArmBlocks($"arm-{arm}", blocks))], rule).Arms
                        select (arm.Because, rule);

        Assert.All(sentences, sentence =>
        {
            var delta = $"δ = {100 * sentence.rule.Delta:0.##} percentage points";
            Assert.DoesNotContain("no effect", sentence.Because.Replace($"No effect of {delta} or more", ""), StringComparison.OrdinalIgnoreCase);
            Assert.Contains(delta, sentence.Because.StartsWith("Raises", StringComparison.Ordinal) ? delta : sentence.Because);
            Assert.Contains("α", sentence.Because);
        });
    }

    [Fact]
    public void The_same_blocks_give_the_same_verdicts()
    {
        var blocks = Repeat(new(4, 60, 1, 60), 12);

        Assert.Equivalent(Judge(new(), ("nat", blocks)), Judge(new(), ("nat", blocks)), strict: true);
    }

    [Fact]
    public void Refuses_a_run_without_arms_and_a_rule_out_of_range()
    {
        Assert.Throws<ArgumentException>(() => VerdictRule.Judge([], new()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StoppingRule(alpha: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StoppingRule(delta: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StoppingRule(maxBlocks: 0));
    }

    private static BlockOutcome[] Repeat(BlockOutcome block, int times) => [.. Enumerable.Repeat(block, times)];

    private static RunVerdict Judge(StoppingRule rule, params (string Arm, BlockOutcome[] Blocks)[] arms) =>
        VerdictRule.Judge([.. arms.Select(arm => new ArmBlocks(arm.Arm, arm.Blocks))], rule);
}
