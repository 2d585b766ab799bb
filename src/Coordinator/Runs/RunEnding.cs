using Lab.Contracts;
using Lab.Coordinator.Clients;
using Lab.Coordinator.Experiments;
using Lab.State;

namespace Lab.Coordinator.Runs;

/// <summary>Ends a run, however it came to it: the load is withdrawn, the host and the emulator are as they were, and what is said of the run is said for good.</summary>
internal sealed class RunEnding(
    RunBook book,
    RunStore store,
    LoadQueue queue,
    EmulatorClient emulator,
    HostChanges changes,
    RunScope scope,
    RunConclusion conclusion,
    StopRequests stops,
    TimeProvider clock,
    ILogger<RunEnding> logger)
{
    private static readonly TimeSpan UndoLimit = TimeSpan.FromMinutes(3);

    public async Task End(RunDocument run, Experiment experiment, RunState state, string? error)
    {
        foreach (var trial in (await book.Trials(run.Id)).Where(t => t.Phase is not (TrialPhase.Done or TrialPhase.Waiting)))
        {
            await queue.Withdraw(trial.Id);
            await book.Save(run.Id, trial with { Phase = TrialPhase.Done, EndedAt = clock.GetUtcNow(), Void = $"The run ended in mid-trial ({Words.Kebab(state)})." });
        }

        var left = await Undo(run.Id, experiment, tries: 15);
        await ClearEmulator(run);

        // What was noted on the way is in the store, not in the caller's copy.
        run = await book.Find(run.Id) ?? run;
        foreach (var note in await scope.AtEnd(run))
        {
            run = run.WithScope(note);
        }

        run = run with { State = state, Preparing = null, Error = error, EndedAt = clock.GetUtcNow(), HostAfter = [.. left, await scope.HostNow(run)] };
        await book.Save(run with { Final = conclusion.View(run, experiment, await book.Trials(run.Id)) });
        await store.Dequeue(run.Id);
        stops.Forget(run.Id);
        logger.LogInformation("Run {Run} of {Experiment} ended: {State}", run.Id, run.Experiment, Words.Kebab(state));
    }

    /// <summary>Undoes what the run changed on the host; says what could not be undone.</summary>
    public async Task<IReadOnlyList<string>> Undo(string runId, Experiment experiment, int tries)
    {
        // Its own time: what called for the end must not stop the undoing.
        using var limit = new CancellationTokenSource(UndoLimit, clock);
        try
        {
            return await changes.UndoAll(runId, experiment, tries, limit.Token);
        }
        catch (OperationCanceledException)
        {
            return [$"Undoing what the run changed on this host took longer than {UndoLimit.TotalMinutes:0} minutes; it goes on at the next start."];
        }
    }

    private async Task ClearEmulator(RunDocument run)
    {
        try
        {
            if (run.Target.Kind == TargetKind.Emulator)
            {
                await emulator.ClearPlan(CancellationToken.None);
            }
        }
        catch (ServiceCallException exception)
        {
            // The next trial's plan replaces it, and so does a restart of the emulator.
            logger.LogWarning("The emulator keeps the last trial's plan: {Reason}", exception.Message);
        }
    }
}
