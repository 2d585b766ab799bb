using Lab.Contracts;
using Lab.Probe;
using Lab.Probe.Host.Mac;
using Lab.Shell;
using Lab.Tests.Probe.Support;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Lab.Tests.Probe.Host;

public sealed class MacHostTests
{
    [Fact]
    public async Task Reads_every_part_of_a_host()
    {
        var host = await Read(new Mac());

        Assert.Equal([HostParts.ProcessorPressure], host.Unavailable.Select(u => u.What));
        Assert.Equal("macOS 15.5, Darwin 24.5.0", host.System);
        Assert.Equal(34359738368, host.Memory?.TotalBytes);
        Assert.Equal((12345L + 300000 + 2000) * 16384, host.Memory?.AvailableBytes);
        Assert.Equal((2048L << 20, (long)(1027.25 * (1 << 20))), (host.Memory!.SwapTotalBytes, host.Memory.SwapUsedBytes));
        Assert.Equal(0.5, host.Memory.Pressure);
        Assert.Equal(new ProcessorFacts(10, 2.35, null), host.Processors);
        Assert.Equal(["192.168.1.1", "fe80::1%en0"], host.Resolvers);
    }

    [Fact]
    public async Task Reads_interfaces_with_the_bridge_of_a_vm()
    {
        var interfaces = (await Read(new Mac())).Interfaces;

        Assert.Equal(["lo0 up", "gif0 down", "en0 up", "en1 down", "utun0 up", "vmenet0 up", "bridge100 up"], interfaces.Select(i => $"{i.Name} {(i.IsUp ? "up" : "down")}"));
        Assert.Equal(["192.168.64.1/24", "fe80::a483:e7ff:fe00:1164/64", "fd5c:9a3e:1b2c:3d4e:c9f:1a2b:3c4d:5e6f/64"], interfaces[^1].Addresses);
        Assert.Equal(["10.8.0.2/32", "fe80::aaaa:bbbb:cccc:dddd/64"], interfaces[4].Addresses);
        Assert.Equal(1380, interfaces[4].Mtu);
    }

    [Fact]
    public async Task Reads_routes_and_leaves_out_neighbours_and_copies()
    {
        var routes = (await Read(new Mac())).Routes;

        Assert.Equal(
            [
                new RouteFacts("ipv4", "default", "192.168.1.1", "en0"),
                new RouteFacts("ipv4", "default", null, "bridge100", IsScoped: true),
                new RouteFacts("ipv4", "10.8.0.0/16", "10.8.0.1", "utun0"),
                new RouteFacts("ipv4", "10.8.0.1/32", null, "utun0"),
                new RouteFacts("ipv4", "127.0.0.0/8", null, "lo0"),
                new RouteFacts("ipv4", "127.0.0.1/32", null, "lo0"),
                new RouteFacts("ipv4", "160.79.104.10/32", "192.168.1.1", "en0"),
                new RouteFacts("ipv4", "169.254.0.0/16", null, "en0"),
                new RouteFacts("ipv4", "172.16.5.0/24", null, "lo0", IsReject: true),
                new RouteFacts("ipv4", "192.168.1.0/24", null, "en0"),
                new RouteFacts("ipv4", "192.168.1.1/32", null, "en0"),
                new RouteFacts("ipv4", "192.168.1.20/32", null, "en0"),
                new RouteFacts("ipv4", "192.168.64.0/24", null, "bridge100"),
                new RouteFacts("ipv4", "255.255.255.255/32", null, "en0"),
            ],
            routes.Where(r => r.Family == "ipv4"));
        Assert.Equal(
            [
                new RouteFacts("ipv6", "default", "fe80::1", "en0"),
                new RouteFacts("ipv6", "default", "fe80::", "utun0", IsScoped: true),
                new RouteFacts("ipv6", "default", "fe80::", "utun1", IsScoped: true),
                new RouteFacts("ipv6", "2001:db8:1:2::/64", null, "en0"),
                new RouteFacts("ipv6", "fd5c:9a3e:1b2c:3d4e::/64", null, "bridge100"),
                new RouteFacts("ipv6", "fe80::/64", null, "lo0", IsScoped: true),
                new RouteFacts("ipv6", "fe80::/64", null, "en0", IsScoped: true),
            ],
            routes.Where(r => r.Family == "ipv6"));
    }

    [Fact]
    public void Finds_the_interface_column_of_older_systems()
    {
        var routes = RouteTable.Parse(Captured.Mac("netstat-rn-inet-with-refs-and-use-columns.txt"));

        Assert.Equal(["en0", "lo0", "en0"], routes!.Select(r => r.Interface));
    }

    [Fact]
    public async Task Counts_sockets_and_tcp_troubles()
    {
        var host = await Read(new Mac());

        Assert.Equal(3, host.Sockets["time-wait"]);
        Assert.Equal(2, host.Sockets["established"]);
        Assert.Equal(13, host.Sockets.Values.Sum());
        Assert.Equal(1612, host.TcpCounters["retransmitted-segments"]);
        Assert.Equal(17, host.TcpCounters["received-dropped-for-memory"]);
        Assert.Equal(1, host.TcpCounters["bad-checksums"]);
        Assert.Equal(9, host.TcpCounters["connections-timed-out"]);
        Assert.Equal(6483229, host.TcpCounters["segments-sent"]);
    }

    [Fact]
    public async Task Without_vm_stat_the_free_share_is_taken()
    {
        var host = await Read(new Mac { ["/usr/bin/vm_stat"] = new CommandResult(CommandEnd.Exited, 0, "changed beyond recognition", "", default) });

        Assert.Equal(34359738368 / 100 * 72, host.Memory?.AvailableBytes);
    }

    [Fact]
    public async Task A_command_that_fails_leaves_its_reason_and_what_to_run()
    {
        var host = await Read(new Mac
        {
            ["/sbin/ifconfig -a"] = new CommandResult(CommandEnd.NotStarted, null, "", "No such file or directory", default),
            ["/usr/sbin/netstat -rn -f inet6"] = new CommandResult(CommandEnd.TimedOut, null, "", "", TimeSpan.FromSeconds(3)),
            ["/usr/sbin/scutil --dns"] = new CommandResult(CommandEnd.Exited, 1, "", "not permitted", default),
            ["/usr/sbin/netstat -an -p tcp"] = new CommandResult(CommandEnd.Exited, 0, "who knows", "", default),
        });

        Assert.Contains(host.Unavailable, u => u is { What: HostParts.Interfaces, Instead: "/sbin/ifconfig -a" } && u.Because.Contains("No such file"));
        Assert.Contains(host.Unavailable, u => u.What == HostParts.Ipv6Routes && u.Because.Contains("no end within 3 s"));
        Assert.Contains(host.Unavailable, u => u.What == HostParts.Resolvers && u.Because.Contains("not permitted"));
        Assert.Contains(host.Unavailable, u => u.What == HostParts.Sockets && u.Because.Contains("understood"));
        Assert.NotEmpty(host.Routes);
    }

    [Fact]
    public void Being_offline_is_an_answer() => Assert.Empty(ScutilDns.Parse(Captured.Mac("scutil-dns-offline.txt"))!);

    [Theory]
    [InlineData("")]
    [InlineData("garbage\n\0\t\n:::\n12 monkeys")]
    public void Parsers_take_anything(string text)
    {
        Assert.Null(Ifconfig.Parse(text));
        Assert.Null(RouteTable.Parse(text));
        Assert.Null(ScutilDns.Parse(text));
        Assert.Null(SocketTable.Count(text));
        Assert.Null(TcpStatistics.Parse(text));
        Assert.Null(MacMemory.Read(SysctlValues.Parse(text), text, text));
        Assert.Null(SysctlValues.Parse(text).Swap());
        Assert.Null(SysctlValues.Parse(text).Processors());
    }

    internal static Task<HostSnapshot> Read(Mac commands) => new MacHost(commands, Options.Create(new ProbeOptions()), new FakeTimeProvider()).Read(TestContext.Current.CancellationToken);

    /// <summary>Answers commands with captured texts.</summary>
    internal sealed class Mac : Dictionary<string, CommandResult>, ICommandRunner
    {
        private static readonly Dictionary<string, string> Texts = new()
        {
            ["/usr/bin/vm_stat"] = "vm_stat-16k-pages.txt",
            ["/usr/bin/memory_pressure -Q"] = "memory_pressure-Q.txt",
            ["/sbin/ifconfig -a"] = "ifconfig-with-a-shared-nat-bridge.txt",
            ["/usr/sbin/netstat -rn -f inet"] = "netstat-rn-inet-bridge-beside-the-default.txt",
            ["/usr/sbin/netstat -rn -f inet6"] = "netstat-rn-inet6-tunnels-and-a-bridge.txt",
            ["/usr/sbin/scutil --dns"] = "scutil-dns-with-a-domain-of-a-vpn.txt",
            ["/usr/sbin/netstat -an -p tcp"] = "netstat-an-tcp-of-every-state.txt",
            ["/usr/sbin/netstat -s -p tcp"] = "netstat-s-tcp-after-low-memory.txt",
        };

        public Task<CommandResult> Run(Command command, CancellationToken cancellation)
        {
            var line = command.ToString();
            var text = line.StartsWith("/usr/sbin/sysctl", StringComparison.Ordinal) ? "sysctl-memory-warning.txt" : Texts[line];
            return Task.FromResult(GetValueOrDefault(line) ?? new CommandResult(CommandEnd.Exited, 0, Captured.Mac(text), "", default));
        }

        private CommandResult? GetValueOrDefault(string line) => TryGetValue(line, out var result) ? result : null;
    }
}
