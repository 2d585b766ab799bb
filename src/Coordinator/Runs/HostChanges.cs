using Lab.Coordinator.Clients;
using Lab.Coordinator.Experiments;
using Lab.Coordinator.Factors;
using Lab.State;

namespace Lab.Coordinator.Runs;

/// <summary>Applies an arm's settings to the host and undoes them. What will have to be undone is in the store before it is done, so that a later life of the coordinator can undo it.</summary>
internal sealed class HostChanges(RunStore store, HostAccess host, ILogger<HostChanges> logger) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Renewing asks for a setting again: it must never overtake its undoing, or the setting would come back.</summary>
    private readonly SemaphoreSlim _renewing = new(1);
    private readonly HashSet<(string Run, string Arm)> _undoing = [];

    public async Task Apply(string runId, Arm arm, CancellationToken cancellation)
    {
        await Mark(runId, arm, isUndoing: false, cancellation);
        foreach (var setting in arm.Factors.OfType<IHostSetting>())
        {
            await store.NoteUndo(runId, arm.Name, arm.Name);
            await setting.Apply(host, runId, cancellation);
        }
    }

    /// <summary>Why the arm's settings did not hold since a moment; null when they did.</summary>
    public async Task<string?> Broken(string runId, Arm arm, DateTimeOffset since, CancellationToken cancellation)
    {
        foreach (var setting in arm.Factors.OfType<IHostSetting>())
        {
            if (await setting.Broken(host, runId, since, cancellation) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    /// <summary>Keeps alive what is applied for a run.</summary>
    public async Task Renew(string runId, Experiment experiment, CancellationToken cancellation)
    {
        await _renewing.WaitAsync(cancellation);
        try
        {
            foreach (var arm in (await store.Undo<string>(runId)).Values.Where(a => !_undoing.Contains((runId, a))))
            {
                foreach (var setting in experiment.ArmNamed(arm).Factors.OfType<IHostSetting>())
                {
                    await setting.Renew(host, runId, cancellation);
                }
            }
        }
        finally
        {
            _renewing.Release();
        }
    }

    public async Task Undo(string runId, Arm arm, CancellationToken cancellation)
    {
        await Mark(runId, arm, isUndoing: true, cancellation);
        foreach (var setting in arm.Factors.OfType<IHostSetting>())
        {
            await setting.Undo(host, runId, cancellation);
        }

        await store.ClearUndo(runId, arm.Name);
    }

    /// <summary>Undoes all that is noted for a run, trying for a while. Returns what could not be undone; it stays noted.</summary>
    public async Task<IReadOnlyList<string>> UndoAll(string runId, Experiment experiment, int tries, CancellationToken cancellation)
    {
        var left = new List<string>();
        foreach (var arm in (await store.Undo<string>(runId)).Values)
        {
            for (var tried = 1; ; tried++)
            {
                try
                {
                    await Undo(runId, experiment.ArmNamed(arm), cancellation);
                    break;
                }
                catch (Exception exception) when (exception is ServiceCallException or TimeoutException)
                {
                    logger.LogWarning("Arm {Arm} of run {Run} is not undone yet: {Reason}", arm, runId, exception.Message);
                    if (tried >= tries)
                    {
                        left.Add($"Not undone on this host: {experiment.ArmNamed(arm).Setting}. {exception.Message}");
                        break;
                    }

                    await Task.Delay(Pause, host.Clock, cancellation);
                }
            }
        }

        return left;
    }

    private async Task Mark(string runId, Arm arm, bool isUndoing, CancellationToken cancellation)
    {
        await _renewing.WaitAsync(cancellation);
        _ = isUndoing ? _undoing.Add((runId, arm.Name)) : _undoing.Remove((runId, arm.Name));
        _renewing.Release();
    }

    public void Dispose() => _renewing.Dispose();
}
