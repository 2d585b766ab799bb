using System.Diagnostics;
using Lab.Contracts;
using Microsoft.Extensions.Options;

namespace Lab.Probe.Observing;

/// <summary>The schedules under way, one a run.</summary>
internal sealed class Watches(Observer observer, IOptions<ProbeOptions> options, TimeProvider clock, ILogger<Watches> logger) : IHostedService, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<string, Watch> _byRun = [];
    private bool _isStopping;

    public void Dispose() => _gate.Dispose();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Alone(async () =>
        {
            _isStopping = true;
            foreach (var watch in _byRun.Values)
            {
                await watch.DisposeAsync();
            }

            _byRun.Clear();
            return true;
        });
    }

    /// <summary>Starts a schedule or prolongs it; another target or interval replaces it. Null when there are too many.</summary>
    public Task<WatchView?> Put(WatchRequest request, ActivityContext parent) => Alone(async () =>
    {
        await Sweep();
        if (_byRun.TryGetValue(request.RunId, out var known))
        {
            if (known.TryRenew(request, parent))
            {
                return known.View;
            }

            _byRun.Remove(request.RunId);
            await known.DisposeAsync();
        }

        if (_isStopping || _byRun.Count >= options.Value.MaxWatches)
        {
            return null;
        }

        var watch = new Watch(request, parent, observer, clock, logger);
        _byRun.Add(request.RunId, watch);
        return watch.View;
    });

    /// <summary>Ends a run's schedule; when this comes back nothing more is kept by it. False when there was none.</summary>
    public Task<bool> End(string runId) => Alone(async () =>
    {
        if (!_byRun.Remove(runId, out var watch))
        {
            return false;
        }

        await watch.DisposeAsync();
        return true;
    });

    public Task<IReadOnlyList<WatchView>> All() => Alone<IReadOnlyList<WatchView>>(async () =>
    {
        await Sweep();
        return [.. _byRun.Values.Select(w => w.View).OrderBy(v => v.RunId, StringComparer.Ordinal)];
    });

    private async Task Sweep()
    {
        foreach (var (runId, watch) in _byRun.Where(w => w.Value.IsOver).ToList())
        {
            _byRun.Remove(runId);
            await watch.DisposeAsync();
        }
    }

    private async Task<T> Alone<T>(Func<Task<T>> act)
    {
        await _gate.WaitAsync();
        try
        {
            return await act();
        }
        finally
        {
            _gate.Release();
        }
    }
}
