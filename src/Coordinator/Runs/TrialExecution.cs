using System.Diagnostics;
using Lab.Contracts;
using Lab.Coordinator.Clients;
using Lab.Coordinator.Experiments;
using Lab.Coordinator.Factors;
using Lab.State;

namespace Lab.Coordinator.Runs;

/// <summary>Takes a trial through its phases, from wherever an earlier life of the coordinator left it: set up, settle, load, undo, wash out.</summary>
internal sealed class TrialExecution(
    RunBook book,
    LoadQueue queue,
    EmulatorClient emulator,
    HostChanges changes,
    TrialProbing probing,
    EvidenceStore evidence,
    CoordinatorSource source,
    RunFeed feed,
    TimeProvider clock)
{
    /// <summary>Runs a trial to its end; the document says how it came out.</summary>
    /// <exception cref="TimeoutException">Its load took longer than the limit.</exception>
    /// <exception cref="ServiceCallException">Another service is away.</exception>
    public async Task<TrialDocument> Run(RunDocument run, Experiment experiment, TrialDocument trial, CancellationToken cancellation)
    {
        using var activity = Begin(run, trial);
        trial = trial with { TraceParent = activity?.Id ?? trial.TraceParent, StartedAt = trial.StartedAt ?? clock.GetUtcNow() };
        await evidence.Want(run.Id, activity?.TraceId.ToHexString() ?? "", clock.GetUtcNow());

        var arm = experiment.ArmNamed(trial.Arm);
        var plan = TrialPlan.For(experiment, arm);
        try
        {
            // A load that is under way goes on: its assignments are in the queue, and each result counts once.
            if (trial.Phase < TrialPhase.Loading)
            {
                trial = await SetUp(run, experiment, trial, arm, plan, cancellation);
                trial = await Phase(run, trial, TrialPhase.Settling);
                await Task.Delay(experiment.Design.Settle, clock, cancellation);
                trial = await Phase(run, trial with { LoadStartedAt = clock.GetUtcNow() }, TrialPhase.Loading);
            }

            if (trial.Phase == TrialPhase.Loading)
            {
                trial = await Load(run, experiment, trial, arm, plan, cancellation);
            }
        }
        catch (VoidTrialException exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            trial = trial with { Void = exception.Message };
        }

        return await TearDown(run, experiment, trial, arm, cancellation);
    }

    private async Task<TrialDocument> SetUp(RunDocument run, Experiment experiment, TrialDocument trial, Arm arm, TrialPlan plan, CancellationToken cancellation)
    {
        using var step = source.Activities.StartActivity("set up");
        trial = await Phase(run, trial, TrialPhase.SettingUp);
        await probing.Observe(run, trial, ObservationMoment.Before, cancellation);
        EmulatorStatus? status = null;
        if (run.Target.Kind == TargetKind.Emulator)
        {
            await emulator.Plan(new EmulatorPlan { Id = trial.Id, Seed = Seeds.ForEmulator(run.Seed, trial), Faults = plan.Faults, Reply = plan.Workload.Reply }, cancellation);
            status = await emulator.Status(cancellation);
        }

        trial = trial with { EmulatorInstance = status?.InstanceId, Target = TargetAddress.ForSessions(experiment.Target, emulator.Url, status) };

        await changes.Apply(run.Id, arm, cancellation);
        return trial;
    }

    private async Task<TrialDocument> Load(RunDocument run, Experiment experiment, TrialDocument trial, Arm arm, TrialPlan plan, CancellationToken cancellation)
    {
        using var step = source.Activities.StartActivity("load");
        var results = await new TrialLoad(queue, clock).Run(run, trial, plan, experiment.Design.TrialLimit, () => feed.Changed(run.Id), cancellation);
        trial = RunBook.Counted(trial, results);
        step?.SetTag("lab.calls", trial.Calls).SetTag("lab.failures", trial.Failures);

        var reason = await WhyVoid(run, trial, arm, results.Sum(r => r.NotMade), cancellation) ?? GeneratorLate.Void(results, experiment.Design.MaxLateness);
        return trial with { Void = reason };
    }

    /// <summary>Reasons that have nothing to do with how the calls came out.</summary>
    private async Task<string?> WhyVoid(RunDocument run, TrialDocument trial, Arm arm, int notMade, CancellationToken cancellation)
    {
        if (await queue.RedeliveredCount(trial.Id) is > 0 and var lost)
        {
            return $"A load-generator was lost in mid-trial; {lost} of its lanes had to be run again.";
        }

        if (notMade > 0)
        {
            return $"{notMade} calls were not made: the budget of requests is used up.";
        }

        if (run.Target.Kind == TargetKind.Emulator)
        {
            var status = await emulator.Status(cancellation);
            if (status.InstanceId != trial.EmulatorInstance || status.Plan.Id != trial.Id)
            {
                return "The emulator was restarted, or given another plan, in mid-trial.";
            }
        }

        return await changes.Broken(run.Id, arm, trial.LoadStartedAt ?? clock.GetUtcNow(), cancellation);
    }

    private async Task<TrialDocument> TearDown(RunDocument run, Experiment experiment, TrialDocument trial, Arm arm, CancellationToken cancellation)
    {
        using (source.Activities.StartActivity("undo"))
        {
            trial = await Phase(run, trial, TrialPhase.Undoing);
            await changes.Undo(run.Id, arm, cancellation);
            await probing.Observe(run, trial, ObservationMoment.After, cancellation);
        }

        trial = await Phase(run, trial, TrialPhase.WashingOut);
        await Task.Delay(experiment.Design.WashOut, clock, cancellation);
        return await Phase(run, trial with { EndedAt = clock.GetUtcNow() }, TrialPhase.Done);
    }

    private Task<TrialDocument> Phase(RunDocument run, TrialDocument trial, TrialPhase phase) => book.Save(run.Id, trial with { Phase = phase });

    /// <summary>A trial that an earlier life of the coordinator began keeps its trace.</summary>
    private Activity? Begin(RunDocument run, TrialDocument trial)
    {
        Activity.Current = null;
        _ = ActivityContext.TryParse(trial.TraceParent, null, out var earlier);
        var activity = source.Activities.StartActivity($"trial {trial.Arm}", ActivityKind.Internal, earlier);
        return activity?
            .SetTag("lab.run.id", run.Id)
            .SetTag("lab.trial.id", trial.Id)
            .SetTag("lab.block", trial.Block)
            .SetTag("lab.arm", trial.Arm)
            .SetTag("lab.resumed", trial.Phase > TrialPhase.Waiting);
    }
}
