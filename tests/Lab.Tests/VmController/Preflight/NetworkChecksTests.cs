using Lab.Contracts;
using Lab.VmController.Preflight;
using Lab.VmController.Preflight.Checks;

namespace Lab.Tests.VmController.Preflight;

/// <summary>Whether a network can be had here, and what it would lie over.</summary>
public sealed class NetworkChecksTests
{
    private const string Netstat = "netstat -rn -f inet";
    private const string Subnet = "defaults read /Library/Preferences/SystemConfiguration/com.apple.vmnet.plist Shared_Net_Address";

    private static readonly string[] QemuTools = ["ip", "nft", "dnsmasq", "sysctl"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("nat", "", true, true)]
    [InlineData("softnet", "", false, true)]
    [InlineData("softnet", "0 4755", false, true)]
    [InlineData("host", "0 4755", false, true)]
    [InlineData("softnet", "0 0755", true, true)]
    [InlineData("softnet", "0 0755", false, false)]
    [InlineData("host", "501 4755", false, false)]
    public async Task Softnet_needs_root_by_its_owner_or_by_sudo(string network, string stat, bool sudo, bool isThere)
    {
        var host = FakeHost.Mac().Says("stat -L -f %u %Mp%Lp /opt/softnet", stat, stat.Length == 0 ? 1 : 0).Says("sudo -n true", "", sudo ? 0 : 1, sudo ? "" : "sudo: a password is required");
        if (stat.Length > 0)
        {
            host.Executables["softnet"] = "/opt/softnet";
        }

        var finding = await Rights(host, new Question().OfTart(new VmSpec { Network = network }));

        var fails = network != "nat" && (stat.Length == 0 || !isThere);
        Assert.Equal(fails ? CheckResult.Fails : CheckResult.Fine, finding!.Result);
        Assert.Equal(fails, finding.Fix?.Contains("softnet", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_sudo_that_allows_Softnet_alone_is_enough()
    {
        var host = FakeHost.Mac().Says("sudo -n true", "", 1).Says("sudo -n /opt/softnet --help", "USAGE: softnet");
        host.Executables["softnet"] = "/opt/softnet";

        Assert.Equal(CheckResult.Fine, (await Rights(host, new Question().OfTart(new VmSpec { Network = "softnet" })))!.Result);
    }

    [Theory]
    [InlineData(0, true, CheckResult.Fine)]
    [InlineData(0, false, CheckResult.Fails)]
    [InlineData(1, false, CheckResult.Unknown)]
    public async Task Bridging_on_macOS_needs_the_entitlement_of_Tarts_own_builds(int code, bool has, CheckResult result)
    {
        var host = FakeHost.Mac().Says("codesign -d --entitlements - /opt/tart", has ? Question.Captured("codesign-entitlements.txt") : "", code, "code object is not signed at all");

        Assert.Equal(result, (await Rights(host, new Question().OfTart(new VmSpec { Network = "bridged:en0" })))!.Result);
    }

    [Theory]
    [InlineData("nat", true, null, CheckResult.Fine, "are there")]
    [InlineData("nat", false, null, CheckResult.Warning, "Missing: root. So the machines get QEMU's user-mode network")]
    [InlineData("nat", true, "nft", CheckResult.Warning, "Missing: nft.")]
    [InlineData("softnet", true, "nft", CheckResult.Fails, "Network 'softnet' cannot be made")]
    [InlineData("bridged:eth0", false, null, CheckResult.Fails, "Network 'bridged' cannot be made")]
    [InlineData("host", true, "tun", CheckResult.Fails, "/dev/net/tun")]
    [InlineData("host", true, "capability", CheckResult.Fails, "CAP_NET_ADMIN")]
    public async Task A_QEMU_stand_in_makes_networks_as_root_and_gives_nothing_softer_than_asked_for(string network, bool isRoot, string? missing, CheckResult result, string text)
    {
        var host = new FakeHost { IsRoot = isRoot, Files = { ["/proc/self/status"] = $"CapEff:\t{(missing == "capability" ? "00000000a80425fb" : "000001ffffffffff")}\n" } };
        foreach (var tool in QemuTools.Where(t => t != missing))
        {
            host.Executables[tool] = $"/usr/sbin/{tool}";
        }

        if (missing != "tun")
        {
            host.Files["/dev/net/tun"] = "";
        }

        var finding = await Rights(host, new Question().OfQemu(new VmSpec { Network = network }));

        Assert.Equal(result, finding!.Result);
        Assert.Contains(text, finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_needs_no_rights_is_not_mentioned()
    {
        Assert.Null(await Rights(new FakeHost(), new Question().OfProcesses(new VmSpec { Network = "softnet" })));
        Assert.Null(await Rights(new FakeHost(), new Question().OfQemu(new VmSpec { Network = "none" })));
    }

    [Fact]
    public async Task A_route_of_the_host_over_the_machines_subnet_is_warned_of_on_a_Mac()
    {
        var host = FakeHost.Mac().Says(Netstat, Question.Captured("netstat-vpn-over-the-machines.txt"));

        var finding = await Network(host, new Question().OfTart(new VmSpec()));

        Assert.Equal(CheckResult.Warning, finding!.Result);
        Assert.Contains("192.168.64.0/24, where the machines will be: 192.168.0.0/16 by utun4.", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_subnet_is_the_one_that_macOS_was_told_to_take()
    {
        var host = FakeHost.Mac().Says(Netstat, Question.Captured("netstat-vpn-over-the-machines.txt")).Says(Subnet, "10.9.0.1\n");

        var finding = await Network(host, new Question().OfTart(new VmSpec()));

        Assert.Equal(CheckResult.Fine, finding!.Result);
        Assert.Contains("10.9.0.0/24", finding.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("netstat: illegal option")]
    public async Task Routes_that_cannot_be_read_are_unknown(string output) =>
        Assert.Equal(CheckResult.Unknown, (await Network(FakeHost.Mac().Says(Netstat, output), new Question().OfTart(new VmSpec())))!.Result);

    [Fact]
    public async Task A_stand_in_takes_another_subnet_where_one_is_taken()
    {
        var host = new FakeHost { Files = { ["/proc/net/route"] = Question.Captured("proc-net-route.txt") } };

        var finding = await Network(host, new Question().OfQemu(new VmSpec()));

        Assert.Equal(CheckResult.Fine, finding!.Result);
        Assert.Contains("takes another subnet", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_network_is_refused_by_Tart_and_any_is_without_effect_on_processes()
    {
        Assert.Equal(CheckResult.Fails, (await Network(FakeHost.Mac(), new Question().OfTart(new VmSpec { Network = "none" })))!.Result);
        Assert.Equal(CheckResult.Warning, (await Network(new FakeHost(), new Question().OfProcesses(new VmSpec())))!.Result);
        Assert.Null(await Network(new FakeHost(), new Question().OfProcesses(new VmSpec { Network = "none" })));
        Assert.Null(await Network(new FakeHost(), new Question().OfQemu(new VmSpec { Network = "none" })));
    }

    [Fact]
    public async Task A_port_that_is_taken_cannot_be_exposed()
    {
        var host = FakeHost.Mac();
        host.Ports.AddRange([22, 2222]);

        var finding = await Network(host, new Question().OfTart(new VmSpec { Network = "softnet", Softnet = new SoftnetRules { Expose = ["2222:22", "8080:80"] } }));

        Assert.Equal(CheckResult.Fails, finding!.Result);
        Assert.Contains("listens on port 2222, which", finding.Detail, StringComparison.Ordinal);
    }

    private static Task<PreflightFinding?> Rights(FakeHost host, PreflightQuestion question) => new RightsCheck(host).Look(question, Token);

    private static Task<PreflightFinding?> Network(FakeHost host, PreflightQuestion question) => new NetworkCheck(host).Look(question, Token);
}
