using Lab.Contracts;
using Lab.Probe.Host.Linux;
using Lab.Tests.Probe.Support;
using Microsoft.Extensions.Time.Testing;

namespace Lab.Tests.Probe.Host;

public sealed class LinuxHostTests
{
    private static readonly ILookup<string, string> Addresses = new[] { ("eth0", "192.168.1.20/24"), ("lo", "127.0.0.1/8") }.ToLookup(a => a.Item1, a => a.Item2);

    [Fact]
    public async Task Reads_every_part_of_a_host()
    {
        var host = await Read(Captured.Directory("linux"));

        Assert.Empty(host.Unavailable);
        Assert.Equal("Debian GNU/Linux 12 (bookworm), Linux 6.1.0-18-amd64", host.System);
        Assert.Equal(24684092L * 1024, host.Memory?.TotalBytes);
        Assert.Equal(0, host.Memory?.SwapUsedBytes);
        Assert.Equal(0.125, host.Memory?.Pressure);
        Assert.Equal(new ProcessorFacts(5, 0.13, 0.9288), host.Processors);
        Assert.Equal(["192.168.1.1", "fd00::53"], host.Resolvers);
        Assert.Equal(["established 2", "listen 2", "close-wait 1", "syn-sent 1", "time-wait 1"], host.Sockets.OrderByDescending(s => s.Value).ThenBy(s => s.Key).Select(s => $"{s.Key} {s.Value}"));
        Assert.Equal((3005, 2045, 1926), (host.TcpCounters["connections-opened"], host.TcpCounters["connections-reset"], host.TcpCounters["resets-sent"]));
        Assert.Equal(0, host.TcpCounters["retransmitted-segments"]);
        Assert.True(host.TcpCounters.ContainsKey("listen-drops"));
    }

    [Fact]
    public async Task Tells_interfaces_that_are_off_and_those_without_a_link()
    {
        var host = await Read(Captured.Directory("linux"));

        Assert.Equal(["eth0 up 1400", "ifb0 down 1500", "lo up 65536", "tap0 down 1500"], host.Interfaces.Select(i => $"{i.Name} {(i.IsUp ? "up" : "down")} {i.Mtu}"));
        Assert.Equal(["192.168.1.20/24"], host.Interfaces[0].Addresses);
    }

    [Fact]
    public async Task Reads_routes_of_both_families_and_those_that_refuse()
    {
        var routes = (await Read(Captured.Directory("linux"))).Routes;

        Assert.Equal(
            [
                new RouteFacts("ipv4", "default", "192.168.1.1", "eth0", 100),
                new RouteFacts("ipv4", "default", "192.168.1.1", "wlan0", 600),
                new RouteFacts("ipv4", "192.168.1.0/24", null, "eth0", 100),
                new RouteFacts("ipv4", "192.168.64.0/24", null, "tap0", 0),
                new RouteFacts("ipv4", "10.0.0.0/8", null, "tun0", 0),
                new RouteFacts("ipv4", "10.7.0.0/16", null, "none", 0, IsReject: true),
                new RouteFacts("ipv4", "10.9.0.0/16", null, "none", 0, IsReject: true),
                new RouteFacts("ipv6", "fd11::/64", null, "eth0", 256),
                new RouteFacts("ipv6", "fe80::/64", null, "eth0", 256),
                new RouteFacts("ipv6", "fd22::/64", null, "lo", 1024, IsReject: true),
                new RouteFacts("ipv6", "default", "fe80::1", "eth0", 1024),
            ],
            routes);
    }

    [Fact]
    public async Task What_cannot_be_read_is_listed_with_its_reason()
    {
        var empty = Directory.CreateTempSubdirectory();
        try
        {
            var host = await Read(empty.FullName);

            Assert.Null(host.Memory);
            Assert.Empty(host.Routes);
            Assert.Equal(HostParts.All.Except([HostParts.Swap]).Order(), host.Unavailable.Select(u => u.What).Order());
            Assert.All(host.Unavailable, u => Assert.Contains(empty.FullName, u.Because));
            Assert.Contains(host.Unavailable, u => u is { What: HostParts.Ipv4Routes, Instead: "ip -4 route" });
        }
        finally
        {
            empty.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Reads_this_host_as_it_is()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "This host is not Linux.");

        var host = await new LinuxHost(TimeProvider.System, InterfaceAddresses.Read).Read(TestContext.Current.CancellationToken);

        Assert.True(host.Memory is null || host.Memory.AvailableBytes <= host.Memory.TotalBytes);
        Assert.Contains(host.Interfaces, i => i is { Name: "lo", IsUp: true } && i.Addresses.Contains("127.0.0.1/8"));
        Assert.DoesNotContain(host.Unavailable, u => HostParts.Setup.Contains(u.What) && u.What != HostParts.Ipv6Routes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage\n\0\t\n:::")]
    [InlineData("Tcp: a b c\nTcp: 1")]
    public void Parsers_take_anything(string text)
    {
        Assert.Null(MemInfo.Parse(text));
        Assert.Null(Pressure.Parse(text));
        Assert.Null(Ipv4Routes.Parse(text));
        Assert.Empty(Ipv6Routes.Parse(text));
        Assert.Empty(ResolvConf.Parse(text));
        Assert.Null(TcpTable.Count(text.Split('\n')));
        Assert.Null(TcpCounters.Parse(text));
        Assert.Null(CpuList.Count(text));
    }

    private static Task<HostSnapshot> Read(string root) => new LinuxHost(new FakeTimeProvider(), () => Addresses, root).Read(TestContext.Current.CancellationToken);
}
