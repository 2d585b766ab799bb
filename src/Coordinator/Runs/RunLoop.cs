using Lab.Contracts;
using Lab.Coordinator.Experiments;
using Lab.ServiceDefaults;
using Lab.State;

namespace Lab.Coordinator.Runs;

/// <summary>Works on queued runs, one at a time since they share the host, and goes on with one that an earlier life left. Only one coordinator does so at a time.</summary>
internal sealed class RunLoop(LabStore store, RunStore runs, RunBook book, RunExecution execution, HostChanges changes, EmulatorTurn turn, ServiceIdentity identity, TimeProvider clock, ILogger<RunLoop> logger)
    : BackgroundService
{
    private static readonly TimeSpan LeaseLength = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Lease _lease = new(store, store.Keys.CoordinatorLease, identity.Instance, LeaseLength);
    private readonly HashSet<string> _checkedForUndo = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string? lastTrouble = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await _lease.Hold())
                {
                    await UndoLeftovers(stoppingToken);
                    await RunNext(stoppingToken);
                }

                lastTrouble = null;
                await Task.Delay(Pause, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (StoreUnavailableException exception)
            {
                // The run stays as it is in the store, and goes on when the store is back.
                if (lastTrouble is null)
                {
                    logger.LogError("Runs wait for the store: {Reason}", exception.Message);
                }

                lastTrouble = exception.Message;
                await Pausing(stoppingToken);
            }
        }

        await Release();
    }

    private async Task RunNext(CancellationToken stopping)
    {
        if (await runs.Next() is not { } runId)
        {
            return;
        }

        var run = await book.Find(runId);
        if (run is null || run.HasEnded)
        {
            await runs.Dequeue(runId);
            return;
        }

        // A fidelity report is over in two minutes; the run waits, and the lease is kept meanwhile.
        using var taken = turn.TryTake();
        if (taken is null)
        {
            return;
        }

        // Losing the lease means that another coordinator works on the run: this one must let go of it at once.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var holding = HoldLease(ending);
        try
        {
            await execution.Run(run, ending.Token);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or StoreUnavailableException))
        {
            logger.LogError(exception, "Run {Run} ended by an error of the lab's own", runId);
            await book.Save((await book.Find(runId) ?? run) with { State = RunState.Failed, EndedAt = clock.GetUtcNow(), Error = $"An error of the lab's own: {exception.Message}" });
            await runs.Dequeue(runId);
            _checkedForUndo.Remove(runId);
        }
        finally
        {
            await ending.CancelAsync();
            await holding;
        }
    }

    private async Task HoldLease(CancellationTokenSource ending)
    {
        using var timer = new PeriodicTimer(LeaseLength / 4, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ending.Token))
            {
                if (!await _lease.Hold())
                {
                    logger.LogError("Another coordinator holds the lab's lease; this one lets go of its run.");
                    await ending.CancelAsync();
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or StoreUnavailableException)
        {
            // The run ended, or the store is away: then the run itself notices.
        }
    }

    /// <summary>What an ended run could not undo is tried again in each life of the coordinator.</summary>
    private async Task UndoLeftovers(CancellationToken cancellation)
    {
        foreach (var runId in (await book.Ids(50)).Where(id => !_checkedForUndo.Contains(id)))
        {
            var run = await book.Find(runId);
            if (run is { HasEnded: true })
            {
                _checkedForUndo.Add(runId);
                await changes.UndoAll(runId, book.ExperimentOf(run), tries: 3, cancellation);
            }
        }
    }

    private async Task Pausing(CancellationToken stopping)
    {
        try
        {
            await Task.Delay(Pause * 4, clock, stopping);
        }
        catch (OperationCanceledException)
        {
            // The loop ends by itself.
        }
    }

    private async Task Release()
    {
        try
        {
            await _lease.Release();
        }
        catch (StoreUnavailableException)
        {
            // It lapses.
        }
    }
}
