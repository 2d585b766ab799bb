using Lab.Analysis.Statistics;
using Lab.Contracts;
using Lab.Coordinator.Clients;
using Lab.Coordinator.Experiments;
using Lab.Coordinator.Factors;
using Lab.Coordinator.Machines;
using Lab.State;

namespace Lab.Coordinator.Runs;

/// <summary>Works out what a run could not have seen, from what it aimed at and what it ran on.</summary>
internal sealed class RunScope(RunBook book, HostAccess host, ObservationLog observations, TrialProbing probing, IHandMachines hand)
{
    /// <summary>Above this the load-generator's own clock was late enough to be worth saying.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(100);

    /// <summary>Notes what is known at the start.</summary>
    public async Task<RunDocument> Note(RunDocument run, Experiment experiment, CancellationToken cancellation)
    {
        var noted = run;
        var changesHost = experiment.Arms.SelectMany(a => a.Factors).OfType<IHostSetting>().ToList();
        foreach (var note in ScopeNotes.Of(experiment, run.Target.Url))
        {
            noted = noted.WithScope(note);
        }

        var needed = BettingBound.BlocksWithoutFailures(experiment.Design.Delta, experiment.Design.Alpha);
        if (needed > experiment.Design.MaxBlocks)
        {
            noted = noted.WithScope($"Even if no call failed, {needed} blocks would be needed to exclude an effect of {experiment.Design.Delta:0.#%}, and the cap is {experiment.Design.MaxBlocks}: this run can find an effect, and cannot exclude one.");
        }

        foreach (var setting in changesHost)
        {
            if (await setting.Scope(host, cancellation) is { } note)
            {
                noted = noted.WithScope(note);
            }
        }

        return noted == run ? run : await book.Save(noted);
    }

    /// <summary>What turned out on the way.</summary>
    public async Task<IReadOnlyList<string>> AtEnd(RunDocument run)
    {
        var notes = new List<string>();
        var trials = await book.Trials(run.Id);
        if (trials.Where(t => t.Void is not null).DistinctBy(t => t.Block).Count() is > 0 and var blocks)
        {
            notes.Add($"{blocks} block(s) do not count; the timeline says why.");
        }

        if (trials.Where(t => t.Counts && t.WorstLateness > Late).ToList() is { Count: > 0 } late)
        {
            notes.Add($"The load-generator's own clock was more than {Late.TotalMilliseconds:0} ms late in {late.Count} trial(s), at worst {late.Max(t => t.WorstLateness).TotalMilliseconds:0} ms: times measured there are too long by up to that.");
        }

        if (probing.TakeMissed() is > 0 and var missed)
        {
            notes.Add($"{missed} observation(s) before or after trials are missing: the probe was away.");
        }

        if (HandInRun(run) is { } machines)
        {
            notes.Add(machines);
        }

        return notes;
    }

    /// <summary>What was there for a while for every arm alike, or for some trials and not for others.</summary>
    private string? HandInRun(RunDocument run)
    {
        var (from, view) = (run.StartedAt ?? run.CreatedAt, hand.View);
        var sets = view.Past.Where(s => s.GoneAt >= from).Concat(view.Now is { } now ? [now] : Array.Empty<HandSet>()).ToList();
        return sets.Count == 0
            ? null
            : $"Machines by hand were there {(sets.All(s => s.StartedAt <= from && s.Phase == HandPhase.Wanted) ? "through the whole run, in every arm" : "during a part of the run, in some trials and not in others")}: {string.Join("; ", sets.Select(s => VmWords.Machines(s.Wanted)))}.";
    }

    /// <summary>Compares the host before the first trial with the host after the last.</summary>
    public async Task<string> HostNow(RunDocument run)
    {
        var seen = await observations.OfRun(run.Id);
        var before = seen.FirstOrDefault(o => o.Moment == ObservationMoment.Before);
        var after = seen.LastOrDefault(o => o.Moment == ObservationMoment.After);
        if (before is null || after is null)
        {
            return "Whether the host's network set-up is as it was before the run is not known: it was not seen at both ends.";
        }

        var differences = HostDifference.Compare(before.Host, after.Host);
        var unseen = HostDifference.NotComparable(before.Host, after.Host);
        var butNot = unseen.Count == 0 ? "" : $" Not seen: {string.Join("; ", unseen.Select(u => $"{u.What} ({u.Because})"))}.";
        return (differences.Count == 0
            ? "Interfaces, routes and resolvers are as they were before the run, as far as the probe sees them."
            : $"The host is not as it was before the run: {string.Join("; ", differences)}.") + butNot;
    }
}
