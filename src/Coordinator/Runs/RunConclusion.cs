using System.Collections.Concurrent;
using Lab.Analysis.Statistics;
using Lab.Contracts;
using Lab.Coordinator.Experiments;

namespace Lab.Coordinator.Runs;

/// <summary>What the trials of a run say: the verdicts, the causes ruled out, and whether it may go on. The same trials always say the same.</summary>
internal sealed class RunConclusion(TimeProvider clock)
{
    /// <summary>Judging takes tens of milliseconds, and a page that watches asks several times a second: once a block is enough.</summary>
    private readonly ConcurrentDictionary<string, (int Blocks, RunVerdict Verdict)> _judged = new();

    /// <summary>How the run ends after these trials; null when it goes on.</summary>
    public static RunState? Of(Experiment experiment, IReadOnlyList<TrialDocument> trials)
    {
        var judged = Judge(experiment, Blocks(experiment, trials));
        return judged.IsDecided ? RunState.Decided : judged.MustStop ? RunState.Inconclusive : null;
    }

    /// <summary>The run as everybody sees it.</summary>
    public RunView View(RunDocument run, Experiment experiment, IReadOnlyList<TrialDocument> trials)
    {
        var blocks = Blocks(experiment, trials);
        var verdict = Judged(run, experiment, blocks);
        var arms = experiment.Arms.Select(arm => View(run, arm, blocks, verdict)).ToList();
        return new RunView
        {
            Id = run.Id,
            Experiment = run.Experiment,
            Question = experiment.Question,
            State = run.State,
            Doing = Doing(run, trials),
            Progress = Progress(run, experiment, blocks, trials),
            Arms = arms,
            Cause = Cause(arms),
            RuledOut = [.. arms.Where(a => a.Verdict == Verdict.NoEffect).Select(a => new RuledOut($"{a.Setting} raising failures by {experiment.Design.Delta:0.#%} or more", a.Because ?? ""))],
            Scope = run.Scope,
            HostAfter = run.HostAfter,
            SetUp = ExperimentWords.SetUp(experiment),
            Again = new NewRun { Experiment = run.IsOfCatalog ? run.Experiment : null, Definition = run.IsOfCatalog ? null : run.Definition, Seed = run.Seed, Overrides = run.Overrides is { Count: > 0 } ? run.Overrides : null },
            Seed = run.Seed,
            Target = experiment.Target.InWords,
            CreatedAt = run.CreatedAt,
            StartedAt = run.StartedAt,
            EndedAt = run.EndedAt,
            Error = run.Error,
        };
    }

    private RunVerdict Judged(RunDocument run, Experiment experiment, List<IReadOnlyDictionary<string, TrialDocument>> blocks)
    {
        if (run.HasEnded)
        {
            _judged.TryRemove(run.Id, out _);
            return Judge(experiment, blocks);
        }

        // Blocks are only ever added, so their number tells whether there is news.
        return _judged.TryGetValue(run.Id, out var known) && known.Blocks == blocks.Count
            ? known.Verdict
            : (_judged[run.Id] = (blocks.Count, Judge(experiment, blocks))).Verdict;
    }

    /// <summary>Whole blocks: every arm once, none void.</summary>
    private static List<IReadOnlyDictionary<string, TrialDocument>> Blocks(Experiment experiment, IReadOnlyList<TrialDocument> trials) =>
        [.. trials.GroupBy(t => t.Block).OrderBy(b => b.Key)
            .Where(b => b.Count() == experiment.Arms.Count && b.All(t => t.Counts))
            .Select(b => b.ToDictionary(t => t.Arm))];

    private static RunVerdict Judge(Experiment experiment, List<IReadOnlyDictionary<string, TrialDocument>> blocks)
    {
        var control = experiment.Control.Name;
        var arms = experiment.Arms.Where(a => !a.IsControl).Select(arm => new ArmBlocks(arm.Name,
            [.. blocks.Select(b => new BlockOutcome(b[arm.Name].Failures, b[arm.Name].Calls, b[control].Failures, b[control].Calls))]));
        return VerdictRule.Judge([.. arms], new StoppingRule(experiment.Design.Alpha, experiment.Design.Delta, experiment.Design.MaxBlocks));
    }

    private static ArmView View(RunDocument run, Arm arm, List<IReadOnlyDictionary<string, TrialDocument>> blocks, RunVerdict verdict)
    {
        var trials = blocks.Select(b => b[arm.Name]).ToList();
        var rate = RateSummary.Of([.. trials.Select(t => new TrialOutcome(t.Failures, t.Calls))]);
        var view = new ArmView
        {
            Name = arm.Name,
            Setting = arm.Setting,
            IsControl = arm.IsControl,
            Calls = rate.Calls,
            Failures = rate.Failures,
            Attempts = trials.Sum(t => (long)t.Attempts),
            AuxiliaryCalls = trials.Sum(t => (long)t.AuxiliaryCalls),
            AuxiliaryFailures = trials.Sum(t => (long)t.AuxiliaryFailures),
            Stalls = trials.Sum(t => (long)t.Stalls),
            FailureRate = rate.Observed,
            Interval = rate.Calls == 0 ? null : [rate.Interval.Low, rate.Interval.High],
            Verdict = Verdict.Pending,
            Signatures = [.. trials.SelectMany(t => t.Signatures).GroupBy(s => s.Key).Select(g => new SignatureCount(g.Key, g.Sum(s => s.Value))).OrderByDescending(s => s.Count)],
        };
        if (arm.IsControl)
        {
            return view;
        }

        var judged = verdict.Arms.First(a => a.Arm == arm.Name);
        return view with
        {
            Difference = rate.Calls == 0 ? null : [judged.Difference.Low, judged.Difference.High],
            Evidence = judged.Evidence,
            EvidenceCourse = judged.EvidenceCourse,
            EvidenceNeeded = judged.EvidenceNeeded,
            Because = judged.Because,

            // A run that was stopped says of an undecided arm what it knows, which is nothing.
            Verdict = judged.Verdict == Verdict.Pending && run.HasEnded ? Verdict.Inconclusive : judged.Verdict,
        };
    }

    private RunProgress Progress(RunDocument run, Experiment experiment, List<IReadOnlyDictionary<string, TrialDocument>> blocks, IReadOnlyList<TrialDocument> trials)
    {
        var max = experiment.Design.MaxBlocks;
        double? eta = blocks.Count > 0 && !run.HasEnded && run.StartedAt is { } started
            ? Math.Round((clock.GetUtcNow() - started).TotalSeconds / blocks.Count * (max - blocks.Count), 1)
            : null;
        return new RunProgress(blocks.Count, max, trials.Sum(t => (long)t.Calls), eta);
    }

    private static string? Doing(RunDocument run, IReadOnlyList<TrialDocument> trials)
    {
        if (run.State == RunState.Queued)
        {
            return "waiting for its turn: runs share the host, so one goes on at a time";
        }

        if (run.HasEnded)
        {
            return null;
        }

        return run.Preparing ?? (trials.FirstOrDefault(t => t.Phase is not (TrialPhase.Waiting or TrialPhase.Done)) is { } trial
            ? $"block {trial.Block}, arm {trial.Arm}: {InWords(trial.Phase)}"
            : "preparing the next block");
    }

    private static string InWords(TrialPhase phase) => phase switch
    {
        TrialPhase.SettingUp => "setting its factors",
        TrialPhase.Settling => "waiting for the host to settle",
        TrialPhase.Loading => "its sessions run",
        TrialPhase.Undoing => "undoing its factors",
        _ => "waiting for its traces to fade",
    };

    /// <summary>A comparison of arms convicts a setting; which mechanism is behind it, it does not tell.</summary>
    private static CauseView Cause(IReadOnlyList<ArmView> arms)
    {
        var convicted = arms.Where(a => a.Verdict == Verdict.RaisesFailures).ToList();
        if (convicted.Count == 0)
        {
            return new CauseView("unknown", null, "No setting was found to raise failures.");
        }

        var seen = string.Join("; ", convicted.Select(a => a.Signatures is [{ } first, ..]
            ? $"in {a.Name} ({a.Setting}) most calls failed as {first.Signature} ({first.Count} of {a.Failures})"
            : $"in {a.Name} ({a.Setting})"));
        return new CauseView("unknown", null, $"This experiment compares settings; it does not tell the mechanisms behind them apart. What was seen: {seen}.");
    }
}
