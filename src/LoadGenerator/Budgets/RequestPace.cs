using System.Collections.Concurrent;
using Lab.State;

namespace Lab.LoadGenerator.Budgets;

/// <summary>Lets a run's requests out one by one, at the pace that all replicas share.</summary>
/// <remarks>Only the first in line asks the store for a slot: if all did, those of sessions that were ended meanwhile would be waited for in vain.</remarks>
internal sealed class RequestPace(RequestBudget budget, TimeProvider clock) : IDisposable
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _lines = new();

    /// <summary>Waits for the run's next slot. Returns how long that took.</summary>
    public async Task<TimeSpan> Wait(string runId, double perSecond, CancellationToken cancellation)
    {
        var from = clock.GetTimestamp();
        var line = _lines.GetOrAdd(runId, static _ => new SemaphoreSlim(1));
        await line.WaitAsync(cancellation);
        try
        {
            var wait = await budget.Pace(runId, perSecond);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, clock, cancellation);
            }
        }
        finally
        {
            line.Release();
        }

        return clock.GetElapsedTime(from);
    }

    public void Dispose()
    {
        foreach (var line in _lines.Values)
        {
            line.Dispose();
        }
    }
}
