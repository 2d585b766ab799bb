using System.Runtime.CompilerServices;
using Lab.Contracts;
using Lab.State;

namespace Lab.Coordinator.Runs;

/// <summary>Runs for the API and the pages.</summary>
internal sealed class Runs(RunBook book, RunStore store, RunStart start, RunConclusion conclusion, LoadQueue queue, RunFeed feed, StopRequests stops, TimeProvider clock) : IRuns
{
    /// <summary>Nobody reads faster.</summary>
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Another process may have changed the run.</summary>
    private static readonly TimeSpan MostPause = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<RunView>> List(int most = 50)
    {
        var views = new List<RunView>();
        foreach (var id in await book.Ids(most))
        {
            if (await Find(id) is { } view)
            {
                views.Add(view);
            }
        }

        return views;
    }

    public async Task<RunView?> Find(string id) =>
        await book.Find(id) is not { } run ? null : run.Final ?? conclusion.View(run, book.ExperimentOf(run), await book.TrialsLive(id));

    public async Task<IReadOnlyList<TrialView>> Trials(string id) => [.. (await book.TrialsLive(id)).Select(t => t.View())];

    public Task<IReadOnlyList<Call>> Failures(string id, int skip = 0, int? take = null) => queue.Failures(id, skip, take);

    public async Task<RunView> Start(NewRun wanted, CancellationToken cancellation = default)
    {
        var run = await start.Queue(wanted, cancellation);
        return conclusion.View(run, book.ExperimentOf(run), []);
    }

    public async Task<RunView?> Stop(string id)
    {
        var run = await book.Find(id);
        if (run is null)
        {
            return null;
        }

        if (run.State == RunState.Queued && await store.Next() != id)
        {
            await store.Dequeue(id);
            await book.Save(run with { State = RunState.Stopped, EndedAt = clock.GetUtcNow() });
        }
        else if (!run.HasEnded)
        {
            stops.Ask(id);
        }

        return await Find(id);
    }

    public async IAsyncEnumerable<RunEvent> Watch(string id, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        IReadOnlyList<TrialView> known = [];
        RunView? last = null;
        while (!cancellation.IsCancellationRequested)
        {
            var change = feed.NextChange(id);
            if (await Look(id) is not var (run, trials))
            {
                yield break;
            }

            var now = clock.GetUtcNow();
            foreach (var trial in trials.Where(t => known.FirstOrDefault(k => k.Id == t.Id)?.Phase != t.Phase))
            {
                yield return new RunEvent("trial", now, run, trial);
            }

            yield return new RunEvent(last is null || last.State != run.State || !last.Arms.Select(a => a.Verdict).SequenceEqual(run.Arms.Select(a => a.Verdict)) ? "verdict" : "progress", now, run);
            (known, last) = (trials, run);
            if (run.EndedAt is not null)
            {
                yield break;
            }

            await Task.Delay(LeastPause, clock, cancellation);
            await Task.WhenAny(change, Task.Delay(MostPause, clock, cancellation));
        }
    }

    /// <summary>A run and its trials from one reading of the store, so that the two agree.</summary>
    private async Task<(RunView Run, IReadOnlyList<TrialView> Trials)?> Look(string id)
    {
        if (await book.Find(id) is not { } run)
        {
            return null;
        }

        var trials = await book.TrialsLive(id);
        return (run.Final ?? conclusion.View(run, book.ExperimentOf(run), trials), [.. trials.Select(t => t.View())]);
    }
}
