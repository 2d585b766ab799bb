using System.Collections.Concurrent;

namespace Lab.Coordinator.Runs;

/// <summary>Wakes whoever watches a run when something about it has changed.</summary>
internal sealed class RunFeed
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new();

    /// <summary>Completes at the run's next change. Ask before looking, or a change between the two is missed.</summary>
    public Task NextChange(string runId) => _waiting.GetOrAdd(runId, static _ => New()).Task;

    public void Changed(string runId)
    {
        if (_waiting.TryRemove(runId, out var waiting))
        {
            waiting.TrySetResult();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
