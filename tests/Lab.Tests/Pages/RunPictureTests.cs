using Lab.Contracts;
using Lab.Coordinator.Pages.Live;
using Lab.Coordinator.Pages.Live.Pictures;

namespace Lab.Tests.Pages;

public sealed class RunPictureTests
{
    [Fact]
    public void A_column_is_a_block_and_a_row_is_an_arm_in_the_runs_order()
    {
        var run = Believable.Decided();
        var grid = new TrialGrid(run.Arms, [.. Believable.Trials(run, 6)]);

        Assert.Equal([1, 2, 3, 4, 5, 6], grid.Columns.Select(c => c.Block));
        Assert.Equal(["control", "vm-nat", "vm-no-network", "memory"], grid.Rows.Select(r => r.Arm.Name));
        Assert.All(grid.Rows, r => Assert.All(r.Cells, c => Assert.Equal(r.Arm.Name, c!.Arm)));
        Assert.Equal("the emulator was started anew during the trial", grid.Columns[3].Void);
        Assert.Null(grid.Running);
    }

    [Fact]
    public void A_block_that_was_done_again_has_a_column_for_each_time()
    {
        var run = Believable.Decided();
        TrialView Trial(string id, string? reason) => new() { Id = id, Block = 1, Place = 1, Arm = "control", Phase = TrialPhase.Done, Calls = 60, Void = reason };

        var grid = new TrialGrid(run.Arms, [Trial("one", "the machine never booted"), Trial("two", null)]);

        Assert.Equal([("one", true), ("two", false)], grid.Columns.Select(c => (c.Trials["control"].Id, c.Void is not null)));
        Assert.Equal([0, 1], grid.Columns.Select(c => c.Again));
        Assert.All(grid.Rows.Skip(1), r => Assert.All(r.Cells, Assert.Null));
    }

    [Fact]
    public void One_failure_in_sixty_can_be_told_from_none()
    {
        TrialView Trial(int failures) => new() { Id = "t", Block = 1, Place = 1, Arm = "a", Phase = TrialPhase.Done, Calls = 60, Failures = failures };

        Assert.Equal(0, TrialGrid.Heat(Trial(0)));
        Assert.InRange(TrialGrid.Heat(Trial(1)), 0.1, 0.2);
        Assert.Equal(1, TrialGrid.Heat(Trial(60)));
    }

    [Fact]
    public void Evidence_starts_at_one_and_the_bound_is_always_in_sight()
    {
        var run = Believable.Running();
        var curves = new EvidenceCurves(run);

        Assert.Equal([60], curves.Bounds);
        Assert.All(curves.Curves, c => Assert.StartsWith($"M0 {curves.Top(1):0.##} ", c.Path, StringComparison.Ordinal));
        Assert.InRange(curves.Top(60), 0, 99);
        Assert.InRange(curves.Curves[0].EndTop, curves.Top(60), curves.Top(1));
    }

    [Fact]
    public void Evidence_beyond_all_bounds_stays_inside_the_picture()
    {
        var run = Believable.Decided();
        var arms = run.Arms.Select(a => a.IsControl ? a : a with { EvidenceCourse = [0, 1e-30, double.PositiveInfinity, double.NaN] }).ToArray();

        var curves = new EvidenceCurves(run with { Arms = arms });

        Assert.DoesNotContain("NaN", curves.Curves[0].Path, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", curves.Curves[0].Path, StringComparison.Ordinal);
    }

    [Fact]
    public void The_headline_names_what_raises_failures_and_calls_the_amount_an_estimate() => Assert.Equal(
        "vm-nat raises failures, by an estimated +8.1 to +12.6 percentage points.",
        Headline.Of(Believable.Decided()).Text.Replace('\u00a0', ' '));

    [Theory]
    [InlineData(RunState.Running, "No verdict yet.")]
    [InlineData(RunState.Queued, "Waiting for its turn on the host.")]
    [InlineData(RunState.Stopped, "Stopped before a verdict. What was seen is below.")]
    [InlineData(RunState.Inconclusive, "Inconclusive: the evidence carries no verdict.")]
    [InlineData(RunState.Failed, "The run failed, and says nothing of its arms.")]
    public void Without_a_verdict_the_headline_claims_nothing(RunState state, string text) =>
        Assert.Equal(text, Headline.Of(Believable.Running() with { State = state }).Text);

    [Fact]
    public void An_arm_without_a_verdict_is_named_beside_one_that_has_it()
    {
        var run = Believable.Decided();
        var arms = run.Arms.Select(a => a.Name == "memory" ? a with { Verdict = Verdict.Inconclusive } : a.Name == "vm-nat" ? a with { Verdict = Verdict.NoEffect } : a).ToArray();

        Assert.Equal(
            "vm-nat and vm-no-network do not raise failures by δ or more. Inconclusive on memory.",
            Headline.Of(run with { Arms = arms, State = RunState.Inconclusive }).Text);
    }

    [Fact]
    public void The_command_to_run_again_survives_a_shell()
    {
        var run = Believable.Decided() with { Experiment = "it's", Target = "http://127.0.0.1:9" };

        Assert.Equal(
            """curl -sS http://127.0.0.1:5000/api/runs -H 'content-type: application/json' -d '{"experiment":"it'\''s","seed":7319,"target":"http://127.0.0.1:9"}'""",
            RunCommand.For("http://127.0.0.1:5000/", run));
    }
}
