using System.Text;

namespace Lab.TartStandIn.Networks;

/// <summary>The rules of nftables that a home's machines need, as one text: what it does not say is gone once it is loaded.</summary>
/// <remarks>All names and values in it were made or read by this program; none is a user's text.</remarks>
internal sealed class Ruleset(NetworkNames names, IReadOnlyList<Attachment> machines)
{
    private readonly StringBuilder _text = new();

    private IEnumerable<Attachment> Softnets => machines.Where(m => m is { Softnet: not null, Segment: Segment.Nat });

    public bool NeedsRouted => machines.Any(m => m.Segment != Segment.Outside);

    /// <summary>Rules between machines on one bridge, which routing never sees.</summary>
    public bool NeedsBridged => Softnets.Any();

    /// <param name="hasRouted">Whether there is a table already.</param>
    /// <param name="hasBridged">Whether there is one between machines.</param>
    public string Text(bool hasRouted, bool hasBridged)
    {
        _text.Clear();
        Drop("inet", hasRouted);
        Drop("bridge", hasBridged);
        if (NeedsRouted)
        {
            Table("inet", Routed);
        }

        if (NeedsBridged)
        {
            Table("bridge", Bridged);
        }

        return _text.ToString();
    }

    private void Routed()
    {
        var nat = names.Bridge(Segment.Nat);
        var host = names.Bridge(Segment.Host);
        var subnet = machines.FirstOrDefault(m => m.Segment == Segment.Nat)?.Subnet;

        foreach (var machine in Softnets)
        {
            Chain(Verdict(machine), null, Decisions(machine));
        }

        Chain("early", "filter hook prerouting priority raw", machines.Any(m => m.Segment == Segment.Nat)
            // Exposed ports answer on 127.0.0.1 too, for which the bridge lets that network through: from the machines it must not come.
            ? [$"iifname {Quoted(nat)} ip daddr 127.0.0.0/8 drop"]
            : []);
        Chain("inbound", "filter hook input priority filter", Softnets.SelectMany(m => new[]
        {
            $"{From(m)} udp dport 67 accept",
            $"{From(m)} ip daddr {m.Subnet!.Value.Gateway} udp dport 53 accept",
            $"{From(m)} ip daddr {m.Subnet!.Value.Gateway} tcp dport 53 accept",
            $"{From(m)} ct state established,related accept",
            $"{From(m)} jump {Verdict(m)}",
        }));
        Chain("through", "filter hook forward priority filter",
        [
            // What only the host may reach is on no way through it.
            $"iifname {Quoted(host)} oifname != {Quoted(host)} drop",
            $"oifname {Quoted(host)} iifname != {Quoted(host)} drop",
            "ct state established,related accept",
            .. Softnets.Select(m => $"{From(m)} jump {Verdict(m)}"),
            $"oifname {Quoted(nat)} iifname != {Quoted(nat)} ct status dnat accept",
            $"oifname {Quoted(nat)} iifname != {Quoted(nat)} drop",
        ]);
        var exposed = Softnets.SelectMany(m => m.Softnet!.Ports.Select(p => $"fib daddr type local tcp dport {p.Outside} dnat ip to {m.Address}:{p.Inside}")).ToList();
        if (exposed.Count > 0)
        {
            Chain("arriving", "nat hook prerouting priority dstnat", exposed);
            Chain("leaving", "nat hook output priority -100", exposed);
        }

        if (subnet is { } own)
        {
            Chain("outbound", "nat hook postrouting priority srcnat",
            [
                $"ip saddr {own} oifname != {Quoted(nat)} masquerade",
                $"ip saddr 127.0.0.0/8 oifname {Quoted(nat)} masquerade",
            ]);
        }
    }

    private void Bridged()
    {
        foreach (var machine in Softnets)
        {
            Chain(Verdict(machine), null, Peers(machine, "daddr"));
            Chain($"{Verdict(machine)}_back", null, Peers(machine, "saddr"));
        }

        Chain("early", "filter hook prerouting priority filter", Softnets.SelectMany(m => new[]
        {
            $"iifname {Quoted(m.Interface)} ether saddr != {m.Mac} drop",
            $"iifname {Quoted(m.Interface)} ether type != {{ ip, arp }} drop",
            $"iifname {Quoted(m.Interface)} ip saddr != {{ {m.Address}, 0.0.0.0 }} drop",
            $"iifname {Quoted(m.Interface)} arp saddr ip != {{ {m.Address}, 0.0.0.0 }} drop",
        }));
        Chain("through", "filter hook forward priority filter", Softnets.SelectMany(m => new[]
        {
            $"iifname {Quoted(m.Interface)} jump {Verdict(m)}",
            $"oifname {Quoted(m.Interface)} jump {Verdict(m)}_back",
        }));
    }

    private static IEnumerable<string> Decisions(Attachment machine) =>
    [
        .. machine.Softnet!.Decisions.Select(d => $"ip daddr {d.Network} {(d.Passes ? "return" : "drop")}"),
        .. Softnet.Private.Select(n => $"ip daddr {n} drop"),
    ];

    /// <summary>Other machines are on a private network: closed unless a network of the user's says otherwise.</summary>
    private static IEnumerable<string> Peers(Attachment machine, string side) =>
    [
        .. machine.Softnet!.Decisions.Select(d => $"ip {side} {d.Network} {(d.Passes ? "return" : "drop")}"),
        .. machine.Softnet!.Decisions.Select(d => $"arp {side} ip {d.Network} {(d.Passes ? "return" : "drop")}"),
        "drop",
    ];

    private string From(Attachment machine) => $"iifname {Quoted(names.Bridge(Segment.Nat))} ether saddr {machine.Mac}";

    private static string Verdict(Attachment machine) => $"only_{machine.Interface}";

    private static string Quoted(string name) => $"\"{name}\"";

    private void Drop(string family, bool exists)
    {
        if (exists)
        {
            _text.Append($"delete table {family} {names.Prefix}\n");
        }
    }

    private void Table(string family, Action chains)
    {
        _text.Append($"table {family} {names.Prefix} {{\n");
        chains();
        _text.Append("}\n");
    }

    private void Chain(string name, string? hook, IEnumerable<string> rules)
    {
        _text.Append($"\tchain {name} {{\n");
        if (hook is not null)
        {
            _text.Append($"\t\ttype {hook}; policy accept;\n");
        }

        foreach (var rule in rules)
        {
            _text.Append($"\t\t{rule}\n");
        }

        _text.Append("\t}\n");
    }
}
