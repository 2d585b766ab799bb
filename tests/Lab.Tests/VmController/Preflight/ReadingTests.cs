using Lab.VmController.Preflight.Host;

namespace Lab.Tests.VmController.Preflight;

/// <summary>What the host's own outputs mean.</summary>
public sealed class ReadingTests
{
    [Fact]
    public void Leases_are_counted_with_those_whose_time_is_over_and_those_that_say_no_time()
    {
        var leases = DhcpLeases.Parse(Question.Captured("dhcpd_leases.txt"), DateTimeOffset.Parse("2026-08-04T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(new DhcpLeases(All: 3, Unexpired: 2), leases);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{ name=x }")]
    [InlineData("}{ garbage \0")]
    public void A_file_without_leases_has_none(string text) => Assert.Equal(new DhcpLeases(0, 0), DhcpLeases.Parse(text, default));

    [Fact]
    public void The_time_of_a_lease_is_read() => Assert.Equal(TimeSpan.FromMinutes(10), DhcpLeases.TimeIn(Question.Captured("defaults-bootpd.txt")));

    [Theory]
    [InlineData("")]
    [InlineData("{ DHCPLeaseTimeSecs = soon; }")]
    [InlineData("{ DHCPLeaseTimeSecs = 99999999999999; }")]
    public void A_time_that_is_none_is_not_read(string text) => Assert.Null(DhcpLeases.TimeIn(text));

    [Fact]
    public void Hardware_ports_have_a_device_and_a_name()
    {
        var ports = HardwarePorts.Parse(Question.Captured("networksetup-listallhardwareports.txt"));

        Assert.Equal(["en4 (Ethernet Adapter (en4))", "bridge0 (Thunderbolt Bridge)", "en0 (Wi-Fi)", "en7 (USB 10/100/1000 LAN)"], ports.Select(p => p.ToString()));
        Assert.True(ports[2].IsCalled("en0") && ports[2].IsCalled("Wi-Fi") && !ports[2].IsCalled("wi-fi"));
    }

    [Fact]
    public void Of_all_names_those_of_network_cards_are_taken() =>
        Assert.Equal(["en0", "en7"], HardwarePorts.ParseNames(Question.Captured("ifconfig-l.txt")).Select(p => p.Device));

    [Fact]
    public void Whether_something_is_connected_is_read_where_it_is_said()
    {
        Assert.True(HardwarePorts.IsInactive(Question.Captured("ifconfig-inactive.txt")));
        Assert.False(HardwarePorts.IsInactive("\tstatus: active\n"));
        Assert.Null(HardwarePorts.IsInactive("en0: flags=8863<UP>"));
    }

    [Fact]
    public void Routes_of_a_Mac_are_read_with_short_destinations_and_without_the_machines_own_bridge() =>
        Assert.Equal(
            ["0.0.0.0/1 by utun4", "128.0.0.0/1 by utun4", "10.8.0.0/16 by utun4", "192.168.0.0/16 by utun4", "192.168.1.0/24 by en0", "224.0.0.0/4 by en0"],
            Subnets.ParseMac(Question.Captured("netstat-vpn-over-the-machines.txt")).Select(r => r.ToString()));

    [Theory]
    [InlineData("192.168 10.8.0.1 UGSc utun4", "192.168.0.0/16 by utun4")]
    [InlineData("192.168.64 link#22 UC en5 !", "192.168.64.0/24 by en5")]
    [InlineData("172.16.5/24 link#9 UCSR lo0", "172.16.5.0/24 by lo0")]
    [InlineData("160.79.104.10/32 192.168.1.1 UGSc en0", "160.79.104.10/32 by en0")]
    [InlineData("160.79.104.11 192.168.1.1 UGHWIi 3 17 en0", "160.79.104.11/32 by en0")]
    public void A_destination_may_lack_what_is_zero(string line, string route) => Assert.Equal(route, Assert.Single(Subnets.ParseMac(line)).ToString());

    [Theory]
    [InlineData("default 192.168.1.1 UGScg en0")]
    [InlineData("192.168.64 link#22 UC bridge100 !")]
    [InlineData("Destination Gateway Flags Netif Expire")]
    [InlineData("999.1/16 a b en0")]
    [InlineData("1.2/99 a b en0")]
    [InlineData("")]
    public void What_is_no_route_to_somewhere_else_is_left_out(string line) => Assert.Empty(Subnets.ParseMac(line));

    [Fact]
    public void The_probes_captures_of_a_Mac_are_read_too()
    {
        var routes = Subnets.ParseMac(Probe.Support.Captured.Mac("netstat-rn-inet-bridge-beside-the-default.txt"));

        Assert.DoesNotContain(routes, r => r.Overlaps(System.Net.IPNetwork.Parse("192.168.64.0/24")));
        Assert.Contains(routes, r => r.Overlaps(System.Net.IPNetwork.Parse("192.168.1.0/24")));
    }

    [Fact]
    public void Routes_of_Linux_are_read()
    {
        var routes = Subnets.ParseLinux(Question.Captured("proc-net-route.txt"));

        Assert.Equal(["0.0.0.0/0 by eth0", "192.168.1.0/24 by eth0", "192.168.0.0/16 by tun0"], routes.Select(r => r.ToString()));
        Assert.Equal([false, false, true], routes.Select(r => r.Overlaps(System.Net.IPNetwork.Parse("192.168.64.0/24"))));
    }

    [Theory]
    [InlineData("0 4755\n", true)]
    [InlineData("0 6711", true)]
    [InlineData("0 0755", false)]
    [InlineData("0 755", false)]
    [InlineData("501 4755", false)]
    [InlineData("0 2755", false)]
    [InlineData("", false)]
    [InlineData("stat: no such file", false)]
    public void A_file_runs_as_root_only_where_it_is_roots_and_says_so(string stat, bool runs) => Assert.Equal(runs, SetUserId.IsRoots(stat));

    [Theory]
    [InlineData("Name:\tx\nCapEff:\t000001ffffffffff\n", true)]
    [InlineData("CapEff:\t00000000a80425fb\n", false)]
    [InlineData("CapEff:\tmuch\n", null)]
    [InlineData("", null)]
    public void What_Linux_lets_a_process_do_is_read(string status, bool? may) => Assert.Equal(may, Capabilities.MayChangeNetworks(status));
}
