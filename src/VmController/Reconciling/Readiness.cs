using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Lab.VmController.Backends;
using Lab.VmController.Tart;
using Lab.VmController.Telemetry;

namespace Lab.VmController.Reconciling;

/// <summary>Asks whether a machine is ready, from the weakest sign to the strongest: it runs, has an address, and takes a connection or answers a command. Each is marked apart.</summary>
/// <remarks>An address alone is no sign of life: <c>tart ip</c> answers from an unexpired lease also for a machine that is stopped.</remarks>
internal sealed class Readiness(Fleet fleet, VmTelemetry telemetry, TimeProvider clock)
{
    private static readonly int[] Ports = [22, 80];

    private static readonly TimeSpan Connect = TimeSpan.FromSeconds(1);

    /// <summary>Any answer but yes means "not yet": only time ends the asking.</summary>
    public async Task Probe(Machine machine, Backend backend, TartClient tart, CancellationToken cancellation)
    {
        var network = NetworkMode.Of(machine.Spec)!;
        IPAddress? address = null;
        if (backend.HasAddresses && network.HasNetwork)
        {
            (address, var error) = await tart.Ip(machine.Name, network, backend.IsStandIn, cancellation);
            if (error is not null)
            {
                NotYet(machine, error);
                return;
            }

            if (address is not null)
            {
                Addressed(machine, address, backend);
            }
        }

        // A stand-in's guest always answers commands, and its address may be one that only itself can reach.
        var (sign, notYet) = await Sign(machine, backend.IsStandIn ? null : address, tart, cancellation);
        if (sign is null)
        {
            NotYet(machine, address is null ? notYet! : notYet! with { Text = $"It has the address {address}, takes no connection to port {string.Join(" or ", Ports)}, and: {notYet.Text}" });
            return;
        }

        var took = clock.GetElapsedTime(machine.Boot!.Value.Timestamp);
        fleet.Change(machine, m => (m.Phase, m.Ip, m.BootTime, m.NotReady) = (Phase.Ready, address?.ToString(), took, null));
        machine.Boot.Value.Span?.AddEvent(new ActivityEvent("ready", tags: new ActivityTagsCollection { ["sign"] = sign })).SetTag("lab.vm.ip", address?.ToString()).SetTag("lab.vm.ready_by", sign).Dispose();
        telemetry.Booted(took, backend);
        telemetry.Ended("boot", backend.View.Name, took, null);
    }

    private void Addressed(Machine machine, IPAddress address, Backend backend)
    {
        if (machine.Ip is not null || machine.Boot is not { } boot)
        {
            return;
        }

        fleet.Change(machine, m => m.Ip = address.ToString());
        boot.Span?.AddEvent(new ActivityEvent("first ip", tags: new ActivityTagsCollection { ["ip"] = address.ToString() }));
        telemetry.Addressed(clock.GetElapsedTime(boot.Timestamp), backend);
    }

    private async Task<(string? Sign, TartError? NotYet)> Sign(Machine machine, IPAddress? address, TartClient tart, CancellationToken cancellation)
    {
        if (address is not null)
        {
            foreach (var port in Ports)
            {
                if (await Takes(new IPEndPoint(address, port), cancellation))
                {
                    return ($"tcp {port}", null);
                }
            }
        }

        var error = await tart.Answers(machine.Name, cancellation);
        return error is null ? ("exec", null) : (null, error);
    }

    private async Task<bool> Takes(IPEndPoint place, CancellationToken cancellation)
    {
        using var socket = new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp);

        // Closed with RST: nothing of it stays on the host that is being measured.
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        using var limit = new CancellationTokenSource(Connect, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await socket.ConnectAsync(place, either.Token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private void NotYet(Machine machine, TartError because)
    {
        // Once for each reason: a boot of minutes would fill its span with the same line.
        if (machine.NotReady?.Text != because.Text)
        {
            machine.Boot?.Span?.AddEvent(new ActivityEvent("not ready", tags: new ActivityTagsCollection { ["because"] = because.Text }));
        }

        fleet.Change(machine, m => m.NotReady = because);
    }
}
