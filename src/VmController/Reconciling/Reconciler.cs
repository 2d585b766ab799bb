using Lab.Contracts;
using Lab.VmController.Backends;
using Lab.VmController.Tart;
using Microsoft.Extensions.Options;

namespace Lab.VmController.Reconciling;

/// <summary>Brings what is there to what is wanted: looks, asks the table, and does the next step of each machine, deletes first.</summary>
internal sealed class Reconciler(Fleet fleet, BackendChoice backends, Observer observer, Deeds deeds, Leftovers leftovers, TeardownEvidence evidence, IOptions<VmControllerOptions> options, TimeProvider clock, ILogger<Reconciler> logger) : BackgroundService
{
    private static readonly TimeSpan InMotion = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AtRest = TimeSpan.FromSeconds(2);

    /// <summary>A command line that has not answered by then does not keep what nobody wants from being stopped.</summary>
    private static readonly TimeSpan SlowAnswer = TimeSpan.FromSeconds(1);

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
            return fleet.IsSwept ? leftovers.UntilNextLook() : AtRest;
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

            if (fleet.IsSwept && fleet.IsEmpty && leftovers.UntilNextLook() > TimeSpan.Zero)
            {
                return;
            }

            var observation = await Look(backend, tart);
            fleet.LapseLeases();
            await leftovers.TakeOn(observation);
            await Act(observation, backend, tart);
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

    /// <summary>Asks for the list; where it does not come at once, what nobody wants is stopped meanwhile by what is known of its process.</summary>
    private async Task<Observation> Look(Backend backend, TartClient tart)
    {
        var answer = observer.Look(tart, CancellationToken.None);
        while (await Task.WhenAny(answer, Task.Delay(SlowAnswer, clock, CancellationToken.None)) != answer)
        {
            fleet.LapseLeases();
            foreach (var machine in fleet.Select(m => m).Where(m => m is { Wanted: false, IsBusy: false, Run: ProcessState.Alive or ProcessState.Remains } && m.NextTry <= clock.GetUtcNow()))
            {
                deeds.Try(Step.Stop, Sighting.Inconclusive, machine, backend, tart);
            }
        }

        return await answer;
    }

    private async Task Act(Observation observation, Backend backend, TartClient tart)
    {
        var host = await evidence.Look(observation, CancellationToken.None);
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
            var step = Transitions.Next(machine.Wanted, machine.Phase, seen, machine.Run, evidence.Of(machine, observation, host));
            fleet.Change(machine, m => m.Uncertain = Doubt(m, seen, step, observation));
            if (step != Step.Create || !holdCreates)
            {
                deeds.Try(step, seen, machine, backend, tart);
            }
        }
    }

    private static TartError? Doubt(Machine machine, Sighting seen, Step step, Observation observation) => (seen, step) switch
    {
        (Sighting.Inconclusive, not (Step.Forget or Step.FailEnded)) => observation.Inconclusive ?? NotSwept,
        (_, Step.Doubt) => new TartError(TartErrorKind.Unreadable, $"'tart list' says that '{machine.Name}' is stopped, and its process {machine.Process!.Id} lives.", "Look with 'tart list' and 'ps'."),
        _ => null,
    };

    private void KillWhatIsLeft()
    {
        foreach (var machine in fleet.Select(m => m))
        {
            machine.Process?.Kill();
            logger.LogError("{Name} could not be deleted before the service ended ({State}: {Error}); its process was killed, and the next start deletes its files.", machine.Name, Words.Kebab(machine.State), machine.View().Error);
        }
    }
}
