using System.ComponentModel;
using System.Runtime.InteropServices;
using Lab.TartStandIn.Home;

namespace Lab.TartStandIn.Networks;

/// <summary>A network of cables on the host: taps in a bridge, or macvtaps on one of its interfaces.</summary>
internal sealed class CableNetwork : INetwork
{
    private readonly HomeNetworks _networks;
    private readonly IReadOnlyList<Attachment> _cables;
    private readonly List<int> _open = [];
    private bool _isGone;

    private CableNetwork(HomeNetworks networks, IReadOnlyList<Attachment> cables)
    {
        _networks = networks;
        _cables = cables;
    }

    public string Description { get; private set; } = "";

    public IReadOnlyList<string> QemuArguments { get; private set; } = [];

    /// <summary>Whether a DHCP server of ours gives the machine its address.</summary>
    public bool GivesAddresses => _cables.Any(c => c.Segment != Segment.Outside);

    /// <summary>The machine's end of a cable. Without a ROM: nothing boots from it, and not every host has the file.</summary>
    public static string Card(int index, string mac) => $"virtio-net-pci,netdev=net{index},mac={mac},romfile=";

    /// <exception cref="HostRefusedException">The host did not do what it needs; nothing of it is left.</exception>
    public static async Task<CableNetwork> Lay(HomeNetworks networks, NetworkHost host, IReadOnlyList<Attachment> wanted, CancellationToken stopped)
    {
        var network = new CableNetwork(networks, await networks.Attach(wanted, stopped));
        try
        {
            network.QemuArguments = [.. network._cables.SelectMany(network.Arguments)];
            network.Description = string.Join("; ", network._cables.Select(c => Words(networks.Names, c))) + await ForeignRules.Warning(host, network._cables, stopped);
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isGone)
        {
            return;
        }

        _isGone = true;
        foreach (var descriptor in _open)
        {
            _ = Native.Close(descriptor);
        }

        try
        {
            await _networks.Detach(_cables);
        }
        catch (HostRefusedException refused)
        {
            await Console.Error.WriteLineAsync($"stand-in: the machine's network could not be taken away whole: {refused.Message}. The next call tries it again.");
        }
    }

    private IEnumerable<string> Arguments(Attachment cable, int index) =>
    [
        "-netdev", cable.IsMacvtap ? $"tap,id=net{index},fd={Open(cable)}" : $"tap,id=net{index},ifname={cable.Interface},script=no,downscript=no",
        "-device", Card(index, cable.Mac),
    ];

    /// <summary>QEMU inherits it: a macvtap cannot be opened by its name.</summary>
    private int Open(Attachment cable)
    {
        var number = File.ReadAllText($"/sys/class/net/{cable.Interface}/ifindex").Trim();
        var descriptor = Native.Open($"/dev/tap{number}", Native.ReadWrite);
        if (descriptor < 0)
        {
            throw new HostRefusedException($"/dev/tap{number}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message} (a container without the host's /dev, for one, does not show it)");
        }

        _open.Add(descriptor);
        return descriptor;
    }

    private static string Words(NetworkNames names, Attachment cable) => cable switch
    {
        { Segment: Segment.Nat, Softnet: { } softnet } =>
            $"softnet: {Nat(names, cable)}; private networks and other machines are blocked but for the gateway's DHCP and DNS, and IPv6 whole{Rules("allowed", softnet.Allow)}{Rules("blocked", softnet.Block)}{Rules("exposed", softnet.Expose)}",
        { Segment: Segment.Nat } => $"nat: {Nat(names, cable)}, {names.LocalPrefix(Segment.Nat)}/64 without a way out where the host has IPv6",
        { Segment: Segment.Host } => $"host: bridge {names.Bridge(Segment.Host)} with {cable.Subnet}, {cable.Address} for this machine by dnsmasq; no way past the host, no names",
        { IsMacvtap: true } => $"bridged: macvtap on {cable.Outside}, whose network gives addresses; this host itself cannot reach the machine over {cable.Outside}",
        _ => $"bridged: a tap in the bridge {cable.Outside}, whose network gives addresses",
    };

    private static string Nat(NetworkNames names, Attachment cable) =>
        $"bridge {names.Bridge(Segment.Nat)} with {cable.Subnet}, {cable.Address} for this machine by dnsmasq, gateway and resolver {cable.Subnet!.Value.Gateway}, masquerade by nftables";

    private static string Rules(string what, IReadOnlyList<string> items) => items.Count == 0 ? "" : $"; {what} {string.Join(' ', items)}";
}
