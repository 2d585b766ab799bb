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

    /// <summary>Asks whether it is ready. Any answer but yes means "not yet": only time ends the asking.</summary>
    public async Task Probe(Machine machine, Backend backend, TartClient tart, CancellationToken cancellation)
    {
        var network = NetworkMode.Parse(machine.Spec.Network)!;
        string? address = null;
        TartError? notYet;
        if (backend.HasAddresses && network.HasNetwork)
        {
            var (ip, error) = await tart.Ip(machine.Name, network.Resolver, cancellation);
            address = ip?.ToString();
            notYet = error ?? (ip is null ? new TartError(TartErrorKind.NoAddress, "'tart ip' gave no address.", "") : null);
        }
        else
        {
            notYet = await tart.Answers(machine.Name, cancellation);
        }

        var took = clock.GetElapsedTime(machine.Boot!.Value.Timestamp);
        if (notYet is null)
        {
            fleet.Change(machine, m => (m.Phase, m.Ip, m.BootTime) = (Phase.Ready, address, took));
            machine.Boot.Value.Span?.SetTag("lab.vm.ip", address).Dispose();
            telemetry.Booted(took, backend);
        }
        else
        {
            machine.Boot.Value.Span?.AddEvent(new ActivityEvent("not ready", tags: new ActivityTagsCollection { ["because"] = notYet.Text }));
        }
    }

    /// <summary>Stops it by the command line, and where that does not reach it by signals to its process.</summary>
    public async Task<TartError?> Stop(Machine machine, Backend backend, TartClient tart, bool isSeenRunning)
    {
        EndBoot(machine, new TartError(TartErrorKind.NotReady, "It was stopped before it was ready.", ""));
        return await Traced("stop", machine, backend, async () =>
        {
            var error = isSeenRunning ? await tart.Stop(machine.Name, CancellationToken.None) : null;
            if (machine.Process is not { } process)
            {
                return error?.Kind == TartErrorKind.NotRunning ? null : error;
            }

            // 'tart stop' does not wait for the end; and an interrupt that comes before the machine runs is lost.
            if (isSeenRunning && error is null && await process.WaitForEnd(TimeSpan.FromSeconds(2), clock))
            {
                return null;
            }

            process.Signal(PosixSignal.Interrupt);
            if (!await process.WaitForEnd(options.Value.StopGrace, clock))
            {
                process.Signal(PosixSignal.Kill);
                await process.WaitForEnd(TimeSpan.FromSeconds(2), clock);
            }

            return process.State == ProcessState.Alive
                ? error ?? new TartError(TartErrorKind.StillRunning, $"Process {process.Id} of '{machine.Name}' does not end, not even by SIGKILL.", "It waits inside the kernel; a restart of the host ends it.")
                : null;
        });
    }

    public Task<TartError?> Delete(Machine machine, Backend backend, TartClient tart) =>
        Traced("delete", machine, backend, () => tart.Delete(machine.Name, CancellationToken.None));

    public void Fail(Machine machine, TartError error)
    {
        fleet.Change(machine, m => (m.Phase, m.Error) = (Phase.Failed, error));
        EndBoot(machine, error);
    }

    private static void EndBoot(Machine machine, TartError error)
    {
        if (machine.Boot?.Span is { IsStopped: false } boot)
        {
            VmTelemetry.Fail(boot, error);
            boot.Dispose();
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
        var error = await call();
        if (error is not null)
        {
            VmTelemetry.Fail(activity, error);
        }

        return error;
    }
}
