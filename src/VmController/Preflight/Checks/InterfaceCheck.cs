using Lab.Contracts;
using Lab.VmController.Preflight.Host;
using Lab.VmController.Tart;

namespace Lab.VmController.Preflight.Checks;

/// <summary>Is the interface there that machines are to be bridged to?</summary>
internal sealed class InterfaceCheck(ILocalHost host) : IPreflightCheck
{
    private const string LinuxInterfaces = "/sys/class/net";

    public string Name => "interface";

    public async Task<PreflightFinding?> Look(PreflightQuestion question, CancellationToken cancellation)
    {
        if (question.Network is not { Kind: NetworkKind.Bridged, Interface: { } wanted })
        {
            return null;
        }

        var available = host.IsMac ? await OfMac(cancellation) : OfLinux();
        if (available is null)
        {
            return this.Unknown("The host's interfaces cannot be listed.", "'networksetup -listallhardwareports' lists them.");
        }

        var names = available.Count == 0 ? "none" : string.Join(", ", available);
        if (available.FirstOrDefault(p => p.IsCalled(wanted)) is not { } port)
        {
            return this.Fails($"The host has no interface '{wanted}' that a machine can be bridged to. It has: {names}.", available.Count == 0 ? "Take network 'nat'." : $"Take one of them: 'bridged:{available[0].Device}', for example.");
        }

        return await IsDown(port.Device, cancellation) == true
            ? this.Warns($"Nothing is connected to {port}. The host has: {names}.", "Connect it, or take an interface that is in use.")
            : this.Fine($"{port} is there.");
    }

    private async Task<IReadOnlyList<HardwarePort>?> OfMac(CancellationToken cancellation)
    {
        var ports = await host.Ask(cancellation, "networksetup", "-listallhardwareports");
        if (ports.Succeeded && HardwarePorts.Parse(ports.Output) is { Count: > 0 } found)
        {
            return found;
        }

        var names = await host.Ask(cancellation, "ifconfig", "-l");
        return names.Succeeded ? HardwarePorts.ParseNames(names.Output) : null;
    }

    private List<HardwarePort> OfLinux() => [.. host.Names(LinuxInterfaces).Where(n => n != "lo").Select(n => new HardwarePort(n, null))];

    private async Task<bool?> IsDown(string device, CancellationToken cancellation)
    {
        if (!host.IsMac)
        {
            var file = Path.Combine(LinuxInterfaces, device, "operstate");
            return host.Exists(file) ? host.Read(file).Trim() == "down" : null;
        }

        var said = await host.Ask(cancellation, "ifconfig", device);
        return said.Succeeded ? HardwarePorts.IsInactive(said.Output) : null;
    }
}
