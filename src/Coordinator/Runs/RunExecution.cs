using Lab.Analysis.Design;
using Lab.Contracts;
using Lab.Coordinator.Clients;
using Lab.Coordinator.Experiments;

namespace Lab.Coordinator.Runs;

/// <summary>Takes a run from where it stands to its end: block after block, until the evidence carries a verdict or the cap is reached.</summary>
internal sealed class RunExecution(
    RunBook book,
    TrialExecution trials,
    RunKeeper keeper,
    RunScope scope,
    RunPreparation preparation,
    RunEnding ending,
    StopRequests stops,
    TimeProvider clock,
    ILogger<RunExecution> logger)
{
    /// <summary>Void blocks in a row after which a run gives up: the reason will not go away by itself.</summary>
    private const int VoidBlocksInARow = 3;

    /// <summary>Goes on with a run until it ends or the coordinator stops. Then the host is as it was, and the run goes on at the next start.</summary>
    public async Task Run(RunDocument run, CancellationToken stopping)
    {
        var experiment = book.ExperimentOf(run);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, stops.Listen(run.Id));
        await using var kept = keeper.Keep(run, experiment);
        try
        {
            run = await book.Save(run with { State = RunState.Running, StartedAt = run.StartedAt ?? clock.GetUtcNow() });
            run = await scope.Note(run, experiment, either.Token);
            run = await preparation.Prepare(run, experiment, either.Token);
            await Blocks(run, experiment, either.Token);
        }
        catch (OperationCanceledException) when (stops.IsAsked(run.Id))
        {
            await ending.End(run, experiment, RunState.Stopped, null);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Not an end of the run: the next start goes on with it. But the host is left as it was.
            await ending.Undo(run.Id, experiment, tries: 1);
        }
        catch (Exception exception) when (exception is ServiceCallException or TimeoutException or GivenUpException)
        {
            logger.LogError("Run {Run} failed: {Reason}", run.Id, exception.Message);
            await ending.End(run, experiment, RunState.Failed, exception.Message);
        }
    }

    private async Task Blocks(RunDocument run, Experiment experiment, CancellationToken cancellation)
    {
        while (true)
        {
            var done = await book.Trials(run.Id);
            if (RunConclusion.Of(experiment, done) is { } state)
            {
                await ending.End(run, experiment, state, null);
                return;
            }

            await Block(run, experiment, await NextBlock(run, experiment, done), cancellation);
        }
    }

    /// <summary>The block that is under way, or a new one with its order drawn.</summary>
    private async Task<IReadOnlyList<TrialDocument>> NextBlock(RunDocument run, Experiment experiment, IReadOnlyList<TrialDocument> done)
    {
        var last = done.Count == 0 ? 0 : done.Max(t => t.Block);
        var open = done.Where(t => t.Block == last && t.Phase != TrialPhase.Done).ToList();
        if (open.Count > 0)
        {
            // A crash can have come between two trials of a new block.
            var known = done.Where(t => t.Block == last).ToList();
            if (known.Count == experiment.Arms.Count)
            {
                return known;
            }
        }

        GiveUpOnVoids(done, last);
        var block = open.Count > 0 ? last : last + 1;
        var order = BlockOrder.Of(run.Seed, block, experiment.Arms);
        var first = (block - 1) * experiment.Arms.Count;
        var planned = new List<TrialDocument>();
        foreach (var (arm, place) in order.Select((a, i) => (a, i + 1)))
        {
            var number = first + place;
            planned.Add(done.FirstOrDefault(t => t.Number == number) ?? await book.Save(run.Id, new TrialDocument
            {
                Number = number,
                Id = $"{run.Id}.{number}",
                Block = block,
                Place = place,
                Arm = arm.Name,
            }));
        }

        return planned;
    }

    private async Task Block(RunDocument run, Experiment experiment, IReadOnlyList<TrialDocument> block, CancellationToken cancellation)
    {
        string? dropped = block.FirstOrDefault(t => t.Void is not null)?.Void;
        foreach (var trial in block.Where(t => t.Phase != TrialPhase.Done))
        {
            if (dropped is not null && trial.Phase == TrialPhase.Waiting)
            {
                await book.Save(run.Id, trial with { Phase = TrialPhase.Done, Void = $"The block was dropped: {dropped}" });
                continue;
            }

            var ended = await trials.Run(run, experiment, trial, cancellation);
            dropped ??= ended.Void;
        }
    }

    private static void GiveUpOnVoids(IReadOnlyList<TrialDocument> done, int last)
    {
        var voids = done.GroupBy(t => t.Block).OrderByDescending(b => b.Key).TakeWhile(b => b.Any(t => t.Void is not null)).ToList();
        if (last > 0 && voids.Count >= VoidBlocksInARow)
        {
            throw new GivenUpException($"{voids.Count} blocks in a row could not count. The last one: {voids[0].First(t => t.Void is not null).Void}");
        }
    }
}

/// <summary>A run cannot go on.</summary>
internal sealed class GivenUpException(string reason) : Exception(reason);
