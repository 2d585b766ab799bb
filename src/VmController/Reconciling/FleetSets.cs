using System.Diagnostics;
using Lab.Contracts;

namespace Lab.VmController.Reconciling;

/// <summary>What came of asking for the machines of a run.</summary>
/// <param name="View">They as they are; null where they were not taken on.</param>
/// <param name="Conflict">Why they were not taken on; null where they were.</param>
/// <param name="IsClosed">They were not taken on since the service is stopping.</param>
internal sealed record AskedSet(VmSetView? View, string? Conflict = null, bool IsClosed = false);

/// <summary>The books by run: so many machines of one kind are wanted until a moment.</summary>
internal sealed partial class Fleet
{
    private readonly Dictionary<string, WantedSet> _sets = [];

    /// <summary>Adds what lacks, drops what is more, renews the rest; or changes nothing and says what speaks against it.</summary>
    public AskedSet PutSet(string runId, VmSet set, ActivityContext askedBy)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return new AskedSet(null, IsClosed: true);
            }

            var names = Enumerable.Range(0, set.Count).Select(i => VmNames.For(runId, i)).ToList();
            var wanted = OfRun(runId).Where(m => m.Wanted).ToList();
            var kept = wanted.Where(m => names.Contains(m.Name)).ToList();
            if (Conflict(kept, set.Spec) is { } conflict)
            {
                return new AskedSet(null, conflict);
            }

            var until = clock.GetUtcNow() + set.Spec.Lease;
            foreach (var machine in wanted.Except(kept))
            {
                Drop(machine, set.Count == 0 ? "its run wants no machines any more" : $"its run wants only {set.Count} now", askedBy);
            }

            foreach (var machine in kept)
            {
                machine.Spec = set.Spec;
                machine.LeaseUntil = until;
            }

            // Those of the names that are still being deleted are made once they are gone.
            _sets[runId] = new WantedSet(set, askedBy, until, [.. names.Except(kept.Select(m => m.Name))]);
            FillUp();
            return new AskedSet(SetView(runId));
        }
    }

    public VmSetView ViewSet(string runId)
    {
        lock (_lock)
        {
            return SetView(runId);
        }
    }

    /// <summary>Nobody wants machines of that run any more.</summary>
    public VmSetView DropRun(string runId, ActivityContext askedBy)
    {
        lock (_lock)
        {
            _sets.Remove(runId);
            foreach (var machine in OfRun(runId))
            {
                Drop(machine, "its run was deleted", askedBy);
            }

            return SetView(runId);
        }
    }

    private static string? Conflict(IReadOnlyList<Machine> kept, VmSpec asked)
    {
        var differences = kept.Select(m => (m.Name, Text: SpecDifference.Between(m.Spec, asked))).Where(d => d.Text.Length > 0).ToList();
        return differences.Count == 0
            ? null
            : $"{string.Join("; ", differences.GroupBy(d => d.Text, (text, group) => $"{string.Join(", ", group.Select(d => $"'{d.Name}'"))}: {text}"))}. Delete the run's machines first (DELETE /runs/RUN/vms), then ask for others.";
    }

    private IEnumerable<Machine> OfRun(string runId) =>
        _machines.Values.Where(m => LabNames.IsOfRun(m.Name, runId)).OrderBy(m => m.Name.Length).ThenBy(m => m.Name, StringComparer.Ordinal).ToList();

    private VmSetView SetView(string runId) => new(runId, _sets.GetValueOrDefault(runId)?.Set.Count, [.. OfRun(runId).Select(m => m.View())]);

    /// <summary>Takes on the machines of sets whose names have become free.</summary>
    private void FillUp()
    {
        foreach (var set in _sets.Values)
        {
            foreach (var name in set.Awaited.Where(n => !_machines.ContainsKey(n)).ToList())
            {
                set.Awaited.Remove(name);
                Add(name, set.Set.Spec, set.AskedBy).LeaseUntil = set.Until;
            }
        }
    }

    /// <summary>What a run wants.</summary>
    /// <param name="Set">So many of what.</param>
    /// <param name="AskedBy">The trace of whoever asked last.</param>
    /// <param name="Until">When nobody wants it any more, unless it is asked for again.</param>
    /// <param name="Awaited">The names that it waits for, since machines of them are being deleted.</param>
    private sealed record WantedSet(VmSet Set, ActivityContext AskedBy, DateTimeOffset Until, HashSet<string> Awaited);
}
