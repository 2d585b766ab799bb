using System.Collections.Concurrent;
using Lab.Contracts;
using Lab.Coordinator.Experiments;
using Lab.State;

namespace Lab.Coordinator.Runs;

/// <summary>Runs and trials in the store, as their types.</summary>
internal sealed class RunBook(RunStore store, LoadQueue queue, RunFeed feed)
{
    private readonly ConcurrentDictionary<string, Experiment> _experiments = new();

    public Task<RunDocument?> Find(string runId) => store.Load<RunDocument>(runId);

    public Task<IReadOnlyList<TrialDocument>> Trials(string runId) => store.Trials<TrialDocument>(runId);

    public Task<IReadOnlyList<string>> Ids(int most) => store.List(most);

    /// <summary>The experiment of a run, as it was when the run was asked for.</summary>
    public Experiment ExperimentOf(RunDocument run) =>
        _experiments.GetOrAdd(run.Id, _ => ExperimentReader.Read(run.Definition, run.Overrides));

    public async Task<RunDocument> Save(RunDocument run)
    {
        await store.Save(run.Id, run);
        feed.Changed(run.Id);
        return run;
    }

    public async Task<TrialDocument> Save(string runId, TrialDocument trial)
    {
        await store.SaveTrial(runId, trial.Number, trial);
        feed.Changed(runId);
        return trial;
    }

    /// <summary>Trials with the counts of one that is under way as far as its results are in.</summary>
    public async Task<IReadOnlyList<TrialDocument>> TrialsLive(string runId)
    {
        var trials = await Trials(runId);
        var live = new List<TrialDocument>(trials.Count);
        foreach (var trial in trials)
        {
            live.Add(trial.Phase == TrialPhase.Loading ? Counted(trial, await queue.Results(trial.Id)) : trial);
        }

        return live;
    }

    /// <summary>A trial with the counts of its results.</summary>
    public static TrialDocument Counted(TrialDocument trial, IReadOnlyList<LoadResult> results) => trial with
    {
        Calls = results.Sum(r => r.Calls),
        Failures = results.Sum(r => r.Failures),
        Attempts = results.Sum(r => r.Attempts),
        AuxiliaryCalls = results.Sum(r => r.AuxiliaryCalls),
        AuxiliaryFailures = results.Sum(r => r.AuxiliaryFailures),
        Stalls = results.Sum(r => r.Stalls),
        Signatures = results.SelectMany(r => r.Signatures).GroupBy(s => s.Key).ToDictionary(g => g.Key, g => g.Sum(s => s.Value)),
        WorstLateness = results.Count == 0 ? TimeSpan.Zero : results.Max(GeneratorLate.Of),
    };
}
