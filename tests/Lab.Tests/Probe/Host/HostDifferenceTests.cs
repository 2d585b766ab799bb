using Lab.Contracts;
using Lab.Probe.Host.Mac;
using Lab.Tests.Probe.Support;

namespace Lab.Tests.Probe.Host;

public sealed class HostDifferenceTests
{
    private static readonly HostSnapshot Plain = new()
    {
        At = DateTimeOffset.UnixEpoch,
        System = "macOS",
        Interfaces = [new InterfaceFacts { Name = "en0", IsUp = true, Mtu = 1500, Addresses = ["192.168.1.20/24"] }],
        Routes = [new RouteFacts("ipv4", "default", "192.168.1.1", "en0"), new RouteFacts("ipv4", "192.168.1.0/24", null, "en0")],
        Resolvers = ["192.168.1.1"],
    };

    [Fact]
    public void What_always_changes_is_no_difference()
    {
        var later = Plain with
        {
            At = DateTimeOffset.MaxValue,
            Memory = new MemoryFacts { TotalBytes = 2, AvailableBytes = 1 },
            Sockets = new Dictionary<string, int> { ["time-wait"] = 9 },
            TcpCounters = new Dictionary<string, long> { ["resets-sent"] = 9 },
            Processors = new ProcessorFacts(1, 9, 1),
        };

        Assert.Empty(HostDifference.Compare(Plain, later));
        Assert.Empty(HostDifference.NotComparable(Plain, later));
    }

    [Fact]
    public void A_bridge_that_comes_up_is_told_with_its_addresses_and_routes()
    {
        var later = Plain with
        {
            Interfaces = [.. Plain.Interfaces, new InterfaceFacts { Name = "bridge100", IsUp = true, Addresses = ["192.168.64.1/24"] }],
            Routes = [.. Plain.Routes, new RouteFacts("ipv4", "default", null, "bridge100", IsScoped: true)],
        };

        Assert.Equal(
            ["interface bridge100 appeared", "address 192.168.64.1/24 appeared on bridge100", "IPv4 scoped route to default by bridge100 appeared"],
            HostDifference.Compare(Plain, later));
        Assert.Equal(
            ["interface bridge100 disappeared", "address 192.168.64.1/24 disappeared from bridge100", "IPv4 scoped route to default by bridge100 disappeared"],
            HostDifference.Compare(later, Plain));
    }

    [Fact]
    public void A_bridge_that_takes_the_default_route_is_told_from_one_that_stands_beside_it()
    {
        var before = Plain with { Routes = Routes("netstat-rn-inet-bridge-beside-the-default.txt") };
        var after = Plain with { Routes = Routes("netstat-rn-inet-bridge-takes-the-default.txt") };

        Assert.Contains("IPv4 default route moved from en0 to bridge100", HostDifference.Compare(before, after));
        Assert.DoesNotContain(HostDifference.Compare(Plain, before), d => d.Contains("default route"));
    }

    [Fact]
    public void A_cheaper_default_route_takes_over_although_the_old_one_stays()
    {
        var before = Plain with { Routes = [new RouteFacts("ipv4", "default", "10.0.0.1", "wlan0", 600)] };
        var after = Plain with { Routes = [.. before.Routes, new RouteFacts("ipv4", "default", "10.1.0.1", "eth0", 100)] };

        Assert.Equal(["IPv4 default route moved from wlan0 to eth0"], HostDifference.Compare(before, after));
    }

    [Fact]
    public void Default_routes_come_go_and_change_their_gateway()
    {
        var without = Plain with { Routes = [Plain.Routes[1]] };
        var other = Plain with { Routes = [Plain.Routes[0] with { Gateway = "192.168.1.254" }, Plain.Routes[1]] };

        Assert.Equal(["IPv4 default route by en0 disappeared"], HostDifference.Compare(Plain, without));
        Assert.Equal(["IPv4 default route by en0 appeared"], HostDifference.Compare(without, Plain));
        Assert.Equal(["IPv4 default route on en0 changed its gateway from 192.168.1.1 to 192.168.1.254"], HostDifference.Compare(Plain, other));
    }

    [Fact]
    public void Routes_that_refuse_resolvers_and_links_are_told()
    {
        var later = Plain with
        {
            Interfaces = [Plain.Interfaces[0] with { IsUp = false, Mtu = 1400 }],
            Routes = [.. Plain.Routes, new RouteFacts("ipv6", "2607:6bc0::/32", null, "lo0", IsReject: true)],
            Resolvers = ["192.168.64.1", "9.9.9.9"],
        };

        Assert.Equal(
            [
                "interface en0 went down",
                "MTU of en0 changed from 1500 to 1400",
                "IPv6 route to 2607:6bc0::/32 by lo0 (reject) appeared",
                "resolver #1 changed from 192.168.1.1 to 192.168.64.1",
                "resolver #2 (9.9.9.9) appeared",
            ],
            HostDifference.Compare(Plain, later));
    }

    [Fact]
    public void What_was_not_seen_once_is_not_compared_and_said_to_be_so()
    {
        var blind = Plain with { Interfaces = [], Unavailable = [new Unavailable(HostParts.Interfaces, "ifconfig did not start"), new Unavailable(HostParts.Memory, "no matter")] };

        Assert.Empty(HostDifference.Compare(Plain, blind));
        Assert.Equal([HostParts.Interfaces], HostDifference.NotComparable(blind, Plain).Select(u => u.What));
    }

    private static IReadOnlyList<RouteFacts> Routes(string captured) => RouteTable.Parse(Captured.Mac(captured))!;
}
