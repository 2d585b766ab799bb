using System.Collections.Concurrent;
using Lab.Contracts;

namespace Lab.LoadGenerator.Work;

/// <summary>The lanes that this worker has: each with the way to end it.</summary>
internal sealed class RunningLanes
{
    private readonly ConcurrentDictionary<string, Entry> _lanes = new();

    public int Count => _lanes.Count;

    public IReadOnlyCollection<string> Trials => [.. _lanes.Values.Select(l => l.Assignment.TrialId).Distinct()];

    /// <summary>Starts a lane; false when this worker has it already.</summary>
    public bool Start(LoadAssignment assignment, Func<CancellationToken, Task> run, CancellationToken stopping)
    {
        var entry = new Entry(assignment, CancellationTokenSource.CreateLinkedTokenSource(stopping));
        if (!_lanes.TryAdd(assignment.Id, entry))
        {
            entry.End.Dispose();
            return false;
        }

        entry.Done = Task.Run(
            async () =>
            {
                try
                {
                    await run(entry.End.Token);
                }
                finally
                {
                    _lanes.TryRemove(assignment.Id, out _);
                    entry.End.Dispose();
                }
            },
            CancellationToken.None);
        return true;
    }

    /// <summary>Ends all lanes of a trial at once.</summary>
    public void Withdraw(string trialId)
    {
        foreach (var entry in _lanes.Values)
        {
            if (entry.Assignment.TrialId == trialId)
            {
                try
                {
                    entry.End.Cancel();
                }
                catch (ObjectDisposedException)
                {
                    // It ended by itself a moment ago.
                }
            }
        }
    }

    public Task WhenAllDone() => Task.WhenAll(_lanes.Values.Select(l => l.Done));

    private sealed record Entry(LoadAssignment Assignment, CancellationTokenSource End)
    {
        public Task Done { get; set; } = Task.CompletedTask;
    }
}
