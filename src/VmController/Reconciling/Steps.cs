using System.ComponentModel;
using System.Diagnostics;
using Lab.Shell;
using Lab.VmController.Backends;
using Lab.VmController.Tart;
using Lab.VmController.Telemetry;
using Microsoft.Extensions.Options;

namespace Lab.VmController.Reconciling;

/// <summary>The steps that call the command line for one machine. Each returns its error; none throws for it.</summary>
internal sealed class Steps(Fleet fleet, Admission admission, Observer observer, DataDirectory data, VmTelemetry telemetry, IOptions<VmControllerOptions> options, TimeProvider clock)
{
    /// <summary>Turns the machine down, or clones it and sets it up.</summary>
    public async Task Create(Machine machine, Backend backend, TartClient tart, CancellationToken cancellation)
    {
        var image = machine.Spec.Image ?? backend.DefaultImage;
        var refusal = NetworkRefusal(machine, backend)
            ?? await ImageRefusal(image, backend, tart, cancellation)
            ?? await admission.Admit(machine, cancellation);
        if (refusal is not null)
        {
            fleet.Change(machine, m => (m.Phase, m.Error) = (Phase.Refused, refusal));
            return;
        }

        var error = await Traced("clone", machine, backend, () => tart.Clone(image, machine.Name, cancellation))
            ?? await Traced("set", machine, backend, () => tart.Set(machine.Name, machine.Spec.Cpu, machine.Spec.MemoryMiB, cancellation));
        if (error is not null)
        {
            Fail(machine, error);
        }
    }

    public void Start(Machine machine, Backend backend, TartClient tart)
    {
        // Ends when the machine is ready or has failed, so it is kept with the machine.
        var span = telemetry.Step("boot", machine, backend, machine.AskedBy);
        try
        {
            var network = NetworkMode.Of(machine.Spec)!;
            var began = clock.GetTimestamp();
            var process = RunProcess.Launch(tart.RunCommand(machine.Name, network), data.Of(machine.Name));
            fleet.Change(machine, m => (m.Process, m.Phase, m.Boot) = (process, Phase.Starting, (began, span)));
            process.WhenEnded(fleet.Wake);
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            var error = new TartError(TartErrorKind.NotStarted, exception.Message, "Look whether the file may be executed, and whether the disk is full.");
            telemetry.Ended("boot", backend.View.Name, TimeSpan.Zero, error);
            VmTelemetry.Fail(span, error);
            span?.Dispose();
            Fail(machine, error);
        }
        finally
        {
            // It is nobody's parent but the machine's own.
            Activity.Current = null;
        }
    }

    /// <summary>Stops it by the command line, and where that does not reach it by signals to its process and to all that it started.</summary>
    public async Task<TartError?> Stop(Machine machine, Backend backend, TartClient tart, bool isSeenRunning)
    {
        EndBoot(machine, new TartError(TartErrorKind.NotReady, "It was stopped before it was ready.", ""));
        return await Traced("stop", machine, backend, async () =>
        {
            var error = isSeenRunning && machine.Run != ProcessState.Remains ? await StopByCall(machine, tart) : null;
            if (machine.Process is not { } process)
            {
                return error?.Kind == TartErrorKind.NotRunning ? null : error;
            }

            // 'tart stop' does not wait for the end; and an interrupt that comes before the machine runs is lost.
            if (isSeenRunning && error is null && await process.WaitForEnd(TimeSpan.FromSeconds(2), clock))
            {
                return null;
            }

            if (process.State == ProcessState.Alive)
            {
                process.Signal(PosixSignal.Interrupt);
                await process.WaitForEnd(options.Value.StopGrace, clock);
            }

            process.Kill();
            return await process.WaitForEnd(TimeSpan.FromSeconds(2), clock)
                ? null
                : error ?? new TartError(TartErrorKind.StillRunning, $"Process {process.Id} of '{machine.Name}', or what it started, does not end, not even by SIGKILL.", "It waits inside the kernel; a restart of the host ends it.");
        });
    }

    /// <summary>No longer than the grace and a little: where the command line hangs, signals must still come in time.</summary>
    private async Task<TartError?> StopByCall(Machine machine, TartClient tart)
    {
        using var limit = new CancellationTokenSource(options.Value.StopGrace + TimeSpan.FromSeconds(2), clock);
        try
        {
            return await tart.Stop(machine.Name, limit.Token);
        }
        catch (OperationCanceledException)
        {
            return new TartError(TartErrorKind.TimedOut, $"'tart stop {machine.Name}' did not come back within {(options.Value.StopGrace + TimeSpan.FromSeconds(2)).TotalSeconds:0.#} s.", "Its process is sent signals instead, where it is known.");
        }
    }

    public Task<TartError?> Delete(Machine machine, Backend backend, TartClient tart) =>
        Traced("delete", machine, backend, () => tart.Delete(machine.Name, CancellationToken.None));

    public void Fail(Machine machine, TartError error)
    {
        fleet.Change(machine, m => (m.Phase, m.Error) = (Phase.Failed, error));
        EndBoot(machine, error);
    }

    /// <summary>A boot that came to nothing; one that made the machine ready has ended before.</summary>
    private void EndBoot(Machine machine, TartError error)
    {
        if (machine is { Boot: { } boot, BootTime: null, HasBootEnded: false })
        {
            fleet.Change(machine, m => m.HasBootEnded = true);
            telemetry.Ended("boot", machine.RunBy, clock.GetElapsedTime(boot.Timestamp), error);
            VmTelemetry.Fail(boot.Span, error);
            boot.Span?.Dispose();
        }
    }

    private static TartError? NetworkRefusal(Machine machine, Backend backend) => !backend.IsStandIn && machine.Spec.Network == "none"
        ? new TartError(TartErrorKind.NotOffered, $"{backend.View.Name} always gives a machine a network, so 'none' cannot be had.", "Take network 'host' for a machine that reaches the host alone, or 'nat'.")
        : null;

    /// <summary>A clone would download what is not here, and a trial would wait for it.</summary>
    private async Task<TartError?> ImageRefusal(string image, Backend backend, TartClient tart, CancellationToken cancellation)
    {
        var name = ImageName.Of(image);
        if (!backend.PullsImages || !name.IsRemote)
        {
            return null;
        }

        // An older look may have missed what has come since.
        var seen = await observer.Recent(tart, TimeSpan.FromSeconds(10), cancellation);
        seen = seen.Listing.Has(name) == true ? seen : await observer.Look(tart, cancellation);
        return seen.Listing.Has(name) switch
        {
            true => null,
            false => Images.ImageAdvice.Missing(image),
            null => seen.Inconclusive,
        };
    }

    private async Task<TartError?> Traced(string step, Machine machine, Backend backend, Func<Task<TartError?>> call)
    {
        using var activity = telemetry.Step(step, machine, backend, machine.AskedBy);
        var began = clock.GetTimestamp();
        var error = await call();
        telemetry.Ended(step, backend.View.Name, clock.GetElapsedTime(began), error);
        if (error is not null)
        {
            VmTelemetry.Fail(activity, error);
        }

        return error;
    }
}
