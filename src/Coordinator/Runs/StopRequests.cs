using System.Collections.Concurrent;

namespace Lab.Coordinator.Runs;

/// <summary>Carries a request to stop a run to the loop that runs it.</summary>
internal sealed class StopRequests
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new();

    /// <summary>A token that is cancelled when the run is asked to stop.</summary>
    public CancellationToken Listen(string runId) => _running.GetOrAdd(runId, _ => new CancellationTokenSource()).Token;

    public void Ask(string runId) => _running.GetOrAdd(runId, _ => new CancellationTokenSource()).Cancel();

    public bool IsAsked(string runId) => _running.TryGetValue(runId, out var source) && source.IsCancellationRequested;

    public void Forget(string runId)
    {
        if (_running.TryRemove(runId, out var source))
        {
            source.Dispose();
        }
    }
}
