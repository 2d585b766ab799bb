using System.Net;
using Lab.Contracts;
using Lab.VmController.Preflight.Host;
using Lab.VmController.Tart;

namespace Lab.VmController.Preflight.Checks;

/// <summary>Can machines have this network here, and does its subnet lie over one that the host already reaches?</summary>
internal sealed class NetworkCheck(ILocalHost host) : IPreflightCheck
{
    private const string Vmnet = "/Library/Preferences/SystemConfiguration/com.apple.vmnet.plist";
    private const int PrefixLength = 24;

    private static readonly IPAddress Usual = IPAddress.Parse("192.168.64.0");

    public string Name => "network";

    public async Task<PreflightFinding?> Look(PreflightQuestion question, CancellationToken cancellation)
    {
        var (kind, backend) = (question.Network.Kind, question.Backend);
        return kind switch
        {
            NetworkKind.None when question.IsTart => this.Fails($"{backend.View.Name} always gives a machine a network, so 'none' cannot be had.", "Take network 'host' for a machine that reaches the host alone, or 'nat'."),
            NetworkKind.None => null,
            _ when !question.IsTart && !question.IsQemu => this.Warns($"The machines of a {backend.View.Name} have no network: '{question.Set.Spec.Network}' has no effect, and nothing can be said about networks.", "Take network 'none', which says so."),
            NetworkKind.Bridged => null,
            _ => await Overlap(question, cancellation),
        };
    }

    private async Task<PreflightFinding?> Overlap(PreflightQuestion question, CancellationToken cancellation)
    {
        var subnet = host.IsMac ? await SubnetOfVmnet(cancellation) : new IPNetwork(Usual, PrefixLength);
        if (await Routes(cancellation) is not { } routes)
        {
            return this.Unknown("The host's routes cannot be read, so whether they overlap with the machines' subnet is not known.");
        }

        var over = routes.Where(r => r.Overlaps(subnet)).Select(r => r.ToString()).Distinct().ToList();
        return (over.Count, question.IsTart) switch
        {
            (0, _) => this.Fine($"No route of the host lies over {subnet}, where the machines will be."),
            (_, false) => this.Fine($"The host has a route over {subnet} ({string.Join(", ", over)}); the stand-in takes another subnet."),
            _ => this.Warns(
                $"The host has a route over {subnet}, where the machines will be: {string.Join(", ", over)}. What lies behind it may not be reached while machines run: a cause of failures by itself.",
                $"Leave that VPN or network, or give the machines another subnet: 'sudo defaults write {Vmnet} Shared_Net_Address -string 192.168.77.1'."),
        };
    }

    /// <summary>The subnet that vmnet was last set to; the usual one where nobody has set it.</summary>
    private async Task<IPNetwork> SubnetOfVmnet(CancellationToken cancellation)
    {
        var read = await host.Ask(cancellation, "defaults", "read", Vmnet, "Shared_Net_Address");
        var gateway = read.Succeeded && IPAddress.TryParse(read.Output.Trim(), out var set) && set.GetAddressBytes() is { Length: 4 } bytes ? bytes : Usual.GetAddressBytes();
        gateway[3] = 0;
        return new IPNetwork(new IPAddress(gateway), PrefixLength);
    }

    private async Task<IReadOnlyList<HostRoute>?> Routes(CancellationToken cancellation)
    {
        if (!host.IsMac)
        {
            return host.Exists("/proc/net/route") ? Subnets.ParseLinux(host.Read("/proc/net/route")) : null;
        }

        var said = await host.Ask(cancellation, "netstat", "-rn", "-f", "inet");
        return said.Succeeded && Subnets.ParseMac(said.Output) is { Count: > 0 } routes ? routes : null;
    }
}
