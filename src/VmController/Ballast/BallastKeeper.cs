using System.ComponentModel;
using Lab.Contracts;
using Lab.Shell;
using Lab.VmController.Backends;
using Lab.VmController.Tart;
using Microsoft.Extensions.Options;

namespace Lab.VmController.Ballast;

/// <summary>Brings what is there to what is wanted: sweeps what an earlier life left, starts processes, hears what they say, and ends them.</summary>
internal sealed class BallastKeeper(BallastBooks books, BallastFiles files, BallastTelemetry telemetry, SoleUse soleUse, IOptions<VmControllerOptions> options, TimeProvider clock, ILogger<BallastKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan InMotion = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AtRest = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    private Dictionary<string, RunProcess?>? _leftovers;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = stoppingToken.Register(books.Close);
        long? stoppingSince = null;
        while (true)
        {
            Round();
            if (stoppingToken.IsCancellationRequested)
            {
                stoppingSince ??= clock.GetTimestamp();
                if (books.IsEmpty)
                {
                    return;
                }

                if (clock.GetElapsedTime(stoppingSince.Value) >= options.Value.ShutdownLimit)
                {
                    KillWhatIsLeft();
                    return;
                }
            }

            await books.WaitForChange(Pause());
        }
    }

    private TimeSpan Pause()
    {
        var states = books.Select(e => e.State);
        if (states.Count == 0)
        {
            return _leftovers is { Count: 0 } ? Idle : AtRest;
        }

        return states.Any(s => s is BallastState.Filling or BallastState.Stopping) ? InMotion : AtRest;
    }

    private void Round()
    {
        try
        {
            if (soleUse.Problem() is not null)
            {
                return;
            }

            Sweep();
            books.LapseLeases();
            foreach (var entry in books.Select(e => e))
            {
                Act(entry);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A loop that dies quietly would leave its load on the host for ever.
            logger.LogError(exception, "A round over the ballasts failed; the next one follows.");
        }
    }

    /// <summary>Ends what an earlier life left; it has nothing to save, so it is killed.</summary>
    private void Sweep()
    {
        if (_leftovers is null)
        {
            _leftovers = files.Leftovers();
            if (_leftovers.Count > 0)
            {
                logger.LogWarning("An earlier life of the lab left {Names}; they are ended.", string.Join(", ", _leftovers.Keys));
            }
        }

        foreach (var (name, process) in _leftovers)
        {
            process?.Signal(PosixSignal.Kill);
            if (process?.State != ProcessState.Alive)
            {
                files.Forget(name);
                _leftovers.Remove(name);
            }
        }
    }

    private void Act(BallastEntry entry)
    {
        switch (entry)
        {
            case { Wanted: false }:
                End(entry);
                break;
            case { Process: null, State: BallastState.Filling } when !_leftovers!.ContainsKey(entry.Name):
                Start(entry);
                break;
            case { Process: { } process, State: BallastState.Filling or BallastState.Ready }:
                if (process.State == ProcessState.Alive)
                {
                    Hear(entry, process);
                }
                else
                {
                    Fail(entry, BallastEnding.Read(process.ExitCode, process.ErrorOutput));
                }

                break;
        }
    }

    private void Start(BallastEntry entry)
    {
        using var step = telemetry.Step("start", entry);
        try
        {
            var process = files.Launch(entry);
            var filling = telemetry.Step("ready", entry);
            books.Change(() => (entry.Process, entry.Filling, entry.Said) = (process, filling, ("", null, clock.GetTimestamp())));
            process.WhenEnded(books.Wake);
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or UnauthorizedAccessException)
        {
            BallastTelemetry.Fail(step, exception.Message);
            Fail(entry, (exception.Message, "Look whether the lab was built whole, whether VmController:BallastPath is right, whether the file may be executed, and whether the disk is full."));
        }
    }

    private void Hear(BallastEntry entry, RunProcess process)
    {
        var heard = BallastHearing.Of(entry, process.Output, clock);
        books.Change(() =>
        {
            entry.Said = heard.Said;
            entry.Error = heard.Error ?? entry.Error;
            entry.Become(heard.State, clock.GetUtcNow());
        });
        if (heard.State == BallastState.Ready && entry.Filling is { IsStopped: false } filling)
        {
            filling.SetTag("lab.ballast.resident_mib", heard.Said.Figures?.ResidentMiB).Dispose();
        }

        if (heard.State == BallastState.Failed)
        {
            process.Signal(PosixSignal.Kill);
            Fail(entry, heard.Error!.Value);
        }
    }

    private void Fail(BallastEntry entry, (string Text, string Advice) error)
    {
        books.Change(() =>
        {
            entry.Error = error;
            entry.Become(BallastState.Failed, clock.GetUtcNow());
        });
        BallastTelemetry.Fail(entry.Filling, error.Text);
        logger.LogWarning("{Name} failed: {Error} {Advice}", entry.Name, error.Text, error.Advice);
    }

    /// <summary>Asks it to end, and kills it where it does not obey.</summary>
    private void End(BallastEntry entry)
    {
        if (entry.Process is { State: ProcessState.Alive } process)
        {
            if (entry.ToldToEndAt is not { } told)
            {
                books.Change(() => (entry.ToldToEndAt, entry.Ending) = (clock.GetTimestamp(), telemetry.Step("stop", entry)));
                process.Signal(PosixSignal.Terminate);
            }
            else if (clock.GetElapsedTime(told) > options.Value.StopGrace)
            {
                process.Signal(PosixSignal.Kill);
            }

            return;
        }

        BallastTelemetry.Fail(entry.Filling, "It was ended before it was ready.");
        entry.Ending?.Dispose();
        files.Forget(entry.Name);
        books.Forget(entry);
    }

    private void KillWhatIsLeft()
    {
        foreach (var entry in books.Select(e => e))
        {
            entry.Process?.Signal(PosixSignal.Kill);
            logger.LogError("{Name} had not ended before the service did; its process was killed, and the next start deletes its files.", entry.Name);
        }
    }
}
