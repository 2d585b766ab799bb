using Lab.Contracts;
using Lab.Coordinator.Pages.Live;
using Lab.State;

namespace Lab.Tests.Pages;

public sealed class RunFollowerTests
{
    [Fact]
    public async Task The_last_picture_is_of_the_runs_end_however_many_events_came()
    {
        var runs = new FakeRuns();
        var run = Believable.Running();
        runs.Add(run, Believable.Trials(run, 9, running: 8));
        RunPicture? last = null;
        var pictures = 0;

        await foreach (var picture in new RunFollower(runs, TimeProvider.System).Follow(run.Id, TestContext.Current.CancellationToken))
        {
            last = picture;
            if (pictures++ == 0)
            {
                for (var calls = 0; calls < 500; calls++)
                {
                    runs.Happen(run with { Progress = run.Progress with { CallsDone = calls } });
                }

                runs.Happen(run with { State = RunState.Decided });
            }
        }

        Assert.Equal(RunState.Decided, last?.Run.State);
        Assert.InRange(pictures, 2, 20);
    }

    [Fact]
    public void An_event_of_a_trial_replaces_that_trial_alone()
    {
        var run = Believable.Running();
        var picture = new RunPicture(run, [.. Believable.Trials(run, 2)]);
        var changed = picture.Trials[3] with { Failures = 42 };

        var after = picture.After(new RunEvent("trial", Believable.Noon, run, changed));

        Assert.Equal(42, after!.Trials[3].Failures);
        Assert.Equal(picture.Trials.Count, after.Trials.Count);
        Assert.Null(picture.After(new RunEvent("trial", Believable.Noon, run, changed with { Id = "unheard of" })));
    }

    [Fact]
    public async Task A_store_that_is_away_reaches_whoever_follows()
    {
        var runs = new FakeRuns();
        runs.Add(Believable.Decided());
        runs.Away = new StoreUnavailableException("The store did not answer GET.");

        await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
        {
            await foreach (var _ in new RunFollower(runs, TimeProvider.System).Follow("r-done", TestContext.Current.CancellationToken))
            {
            }
        });
    }
}
