using Lab.Contracts;
using Lab.Shell;
using Lab.VmController.Backends;
using Lab.VmController.Tart;
using Microsoft.Extensions.Options;

namespace Lab.VmController.Reconciling;

/// <summary>Brings what is there to what is wanted: looks, asks the table, and does the next step of each machine, deletes first.</summary>
internal sealed class Reconciler(Fleet fleet, BackendChoice backends, Observer observer, Steps steps, DataDirectory data, IOptions<VmControllerOptions> options, TimeProvider clock, ILogger<Reconciler> logger) : BackgroundService
{
    private static readonly TimeSpan InMotion = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AtRest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>How long a new machine waits for those being deleted: their memory and their place are then free.</summary>
    private static readonly TimeSpan DeletesFirst = TimeSpan.FromSeconds(10);

    private static readonly TartError NotSwept = new(TartErrorKind.TimedOut, "It is not known yet what an earlier life of the lab left.", "Wait a moment.");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = stoppingToken.Register(fleet.Close);
        long? stoppingSince = null;
        while (true)
        {
            await Round();

            if (stoppingToken.IsCancellationRequested)
            {
                stoppingSince ??= clock.GetTimestamp();
                if (fleet.IsEmpty)
                {
                    return;
                }

                if (clock.GetElapsedTime(stoppingSince.Value) >= options.Value.ShutdownLimit)
                {
                    KillWhatIsLeft();
                    return;
                }
            }

            await fleet.WaitForChange(Pause());
        }
    }

    private TimeSpan Pause()
    {
        var machines = fleet.Select(m => (m.IsInMotion, m.LeaseUntil));
        if (machines.Count == 0)
        {
            return fleet.IsSwept ? Idle : AtRest;
        }

        return machines.Any(m => m.IsInMotion) ? InMotion : AtRest;
    }

    private async Task Round()
    {
        try
        {
            fleet.LapseLeases();
            var backend = await backends.Current(CancellationToken.None);
            if (backend.Tart is not { } tart)
            {
                Refuse(backend);
                return;
            }

            if (fleet.IsSwept && fleet.IsEmpty)
            {
                return;
            }

            var observation = await observer.Look(tart, CancellationToken.None);
            Sweep(observation);
            Act(observation, backend, tart);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A loop that dies quietly would leave machines running for ever.
            logger.LogError(exception, "A round of the reconciler failed; the next one follows.");
        }
    }

    private void Refuse(Backend backend)
    {
        foreach (var machine in fleet.Select(m => m).Where(m => m.Phase == Phase.Pending))
        {
            var error = new TartError(TartErrorKind.NotOffered, "No machine can be run on this host.", backend.Problem!);
            fleet.Change(machine, m => (m.Phase, m.Error) = (Phase.Refused, error));
        }

        foreach (var machine in fleet.Select(m => m).Where(m => m is { Wanted: false, Phase: Phase.Refused, IsBusy: false }))
        {
            fleet.Forget(machine);
        }
    }

    /// <summary>Once, with the first usable answer: what bears the lab's names and was not asked for in this life.</summary>
    private void Sweep(Observation observation)
    {
        if (fleet.IsSwept || observation.Listing.Vms is not { } vms)
        {
            return;
        }

        var names = vms.Where(v => v.IsLocal && LabNames.IsValid(v.Name)).Select(v => v.Name).Union(data.Names()).ToList();
        fleet.Sweep(names.ToDictionary(n => n, n => RunProcess.Adopt(data.Of(n))));
        if (names.Count > 0)
        {
            logger.LogWarning("An earlier life of the lab left {Names}; they are stopped and deleted.", string.Join(", ", names));
        }
    }

    private void Act(Observation observation, Backend backend, TartClient tart)
    {
        var now = clock.GetUtcNow();
        var machines = fleet.Select(m => m);
        var holdCreates = machines.Any(m => !m.Wanted && now - m.Dropped.At < DeletesFirst);
        foreach (var machine in machines.OrderBy(m => m.Wanted).ThenBy(m => m.Name, StringComparer.Ordinal))
        {
            if (machine.IsBusy || machine.ActedAt >= observation.At || machine.NextTry > now)
            {
                continue;
            }

            var seen = fleet.IsSwept ? observation.Of(machine.Name) : Sighting.Inconclusive;
            var step = Transitions.Next(machine.Wanted, machine.Phase, seen, machine.Run);
            fleet.Change(machine, m => m.Uncertain = Doubt(m, seen, step, observation));
            if (step != Step.Create || !holdCreates)
            {
                TryDo(step, seen, machine, backend, tart);
            }
        }
    }

    /// <summary>What goes wrong with one machine does not keep the others waiting.</summary>
    private void TryDo(Step step, Sighting seen, Machine machine, Backend backend, TartClient tart)
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

    private static TartError? Doubt(Machine machine, Sighting seen, Step step, Observation observation) => (seen, step) switch
    {
        (Sighting.Inconclusive, not (Step.Forget or Step.FailEnded)) => observation.Inconclusive ?? NotSwept,
        (_, Step.Doubt) => new TartError(TartErrorKind.Unreadable, $"'tart list' says that '{machine.Name}' is stopped, and its process {machine.Process!.Id} lives.", "Look with 'tart list' and 'ps'."),
        _ => null,
    };

    private void Do(Step step, Sighting seen, Machine machine, Backend backend, TartClient tart)
    {
        switch (step)
        {
            case Step.Create:
                Begin(machine, async () =>
                {
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
                    await steps.Probe(machine, backend, tart, machine.Unwanted.Token);
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
                break;
            case Step.RefuseTaken:
                fleet.Change(machine, m => (m.Phase, m.Error) = (Phase.Refused, new TartError(TartErrorKind.NotOurs, $"A VM named '{machine.Name}' exists that this lab did not make. It is left alone.", "Take another name, or delete that VM yourself: 'tart delete'.")));
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
            default:
                StartTooLong(machine);
                break;
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
        $"'{machine.Name}' was not ready {options.Value.BootLimit.TotalSeconds:0} s after its start.",
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
            machine.NextTry = clock.GetUtcNow() + Min(InMotion * Math.Pow(2, Math.Min(machine.FailedTries, 10)), LongestPause);
        }
    }

    private void KillWhatIsLeft()
    {
        foreach (var machine in fleet.Select(m => m))
        {
            machine.Process?.Signal(PosixSignal.Kill);
            logger.LogError("{Name} could not be deleted before the service ended ({State}: {Error}); its process was killed, and the next start deletes its files.", machine.Name, Words.Kebab(machine.State), machine.View().Error);
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
