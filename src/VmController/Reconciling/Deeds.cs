using Lab.Contracts;
using Lab.VmController.Backends;
using Lab.VmController.Tart;
using Microsoft.Extensions.Options;

namespace Lab.VmController.Reconciling;

/// <summary>Does what the table says: one step at a time for a machine, and none waits for another machine's.</summary>
internal sealed class Deeds(Fleet fleet, Steps steps, Readiness readiness, TeardownEvidence evidence, DataDirectory data, IOptions<VmControllerOptions> options, TimeProvider clock, ILogger<Deeds> logger)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>What goes wrong with one machine does not keep the others waiting.</summary>
    public void Try(Step step, Sighting seen, Machine machine, Backend backend, TartClient tart)
    {
        try
        {
            Do(step, seen, machine, backend, tart);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            logger.LogError(exception, "The step '{Step}' failed for {Name}.", Words.Kebab(step), machine.Name);
            fleet.Change(machine, m => End(m, new TartError(TartErrorKind.Unexplained, exception.Message, "Look at the file's rights and at the disk.")));
        }
    }

    private void Do(Step step, Sighting seen, Machine machine, Backend backend, TartClient tart)
    {
        switch (step)
        {
            case Step.Create:
                Begin(machine, async () =>
                {
                    await evidence.Begin(machine.Unwanted.Token);
                    fleet.Change(machine, m => m.RunBy = backend.View.Name);
                    await steps.Create(machine, backend, tart, machine.Unwanted.Token);
                    return null;
                });
                break;
            case Step.Start:
                steps.Start(machine, backend, tart);
                fleet.Wake();
                break;
            case Step.Probe when machine.Boot is { } boot && clock.GetElapsedTime(boot.Timestamp) > options.Value.BootLimit:
                steps.Fail(machine, NotReady(machine));
                break;
            case Step.Probe:
                Begin(machine, async () =>
                {
                    await readiness.Probe(machine, backend, tart, machine.Unwanted.Token);
                    return null;
                });
                break;
            case Step.Stop:
                Begin(machine, () => steps.Stop(machine, backend, tart, seen is Sighting.Running));
                break;
            case Step.Delete:
                Begin(machine, () => steps.Delete(machine, backend, tart));
                break;
            case Step.Forget:
                data.Forget(machine.Name);
                fleet.Forget(machine);
                evidence.Forgotten();
                break;
            case Step.RefuseTaken:
                fleet.LeaveAlone(machine.Name);
                fleet.Change(machine, m => (m.Phase, m.Error) = (Phase.Refused, new TartError(TartErrorKind.NotOurs, $"Something named '{machine.Name}' exists that this lab did not make. It is left alone.", "Take another name, or delete it yourself: 'tart delete'.")));
                break;
            case Step.FailEnded:
                var ending = machine.Process!.Ending();
                steps.Fail(machine, new TartError(TartErrorKind.Ended, ending.Text, ending.Advice));
                break;
            case Step.FailLost:
                steps.Fail(machine, new TartError(TartErrorKind.NotOurs, $"'tart list' no longer has '{machine.Name}', and the lab has not deleted it.", "Do not delete the lab's machines by hand during a run; 'tart prune' and a clone to the same name do it too."));
                break;
            case Step.FailUnasked:
                steps.Fail(machine, new TartError(TartErrorKind.NotOurs, $"'{machine.Name}' runs, and the lab has not started it.", "Do not start the lab's machines by hand."));
                break;
            case Step.Wait:
                StartTooLong(machine);
                break;
            case Step.AwaitHost:
            case Step.Doubt:
                // Its view says it; the next look decides.
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step, "A step that nobody does.");
        }
    }

    /// <summary>A machine that is started and never seen running waits for a lock.</summary>
    private void StartTooLong(Machine machine)
    {
        if (machine is { Wanted: true, Phase: Phase.Starting, Boot: { } boot } && clock.GetElapsedTime(boot.Timestamp) > options.Value.BootLimit)
        {
            steps.Fail(machine, NotReady(machine));
        }
    }

    private TartError NotReady(Machine machine) => new(
        TartErrorKind.NotReady,
        $"'{machine.Name}' was not ready {options.Value.BootLimit.TotalSeconds:0} s after its start.{(machine.NotReady is { } because ? $" When last asked: {because.Text}" : "")}",
        "Boot the image by hand ('tart run IMAGE') to see what it waits for; where another 'tart' holds the lock on TART_HOME, wait for it; raise VmController:BootLimit for a slow image.");

    /// <summary>One step at a time for a machine, and none waits for another machine's.</summary>
    private void Begin(Machine machine, Func<Task<TartError?>> step)
    {
        fleet.Change(machine, m => m.IsBusy = true);
        _ = Task.Run(async () =>
        {
            TartError? error = null;
            try
            {
                error = await step();
            }
            catch (OperationCanceledException)
            {
                // It is no longer wanted; the table goes on from what is there.
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                logger.LogError(exception, "A step for {Name} failed.", machine.Name);
                error = new TartError(TartErrorKind.Unexplained, exception.Message, "The service's log has more.");
            }

            fleet.Change(machine, m => End(m, error));
            fleet.Wake();
        });
    }

    private void End(Machine machine, TartError? error)
    {
        machine.IsBusy = false;
        machine.ActedAt = clock.GetTimestamp();
        machine.FailedTries = error is null ? 0 : machine.FailedTries + 1;
        if (error is not null)
        {
            // Undoing goes on for ever, at a pace that does not wear out the host.
            machine.Error = error;
            machine.NextTry = clock.GetUtcNow() + Min(ShortestPause * Math.Pow(2, Math.Min(machine.FailedTries, 10)), LongestPause);
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
