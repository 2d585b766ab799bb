using Lab.Contracts;
using Lab.VmController.Preflight;
using Lab.VmController.Preflight.Checks;
using Lab.VmController.Preflight.Host;
using Microsoft.Extensions.Time.Testing;

namespace Lab.Tests.VmController.Preflight;

/// <summary>The checks of the host itself, on a Mac and on Linux.</summary>
public sealed class HostChecksTests
{
    private const string Bootpd = "defaults read /Library/Preferences/SystemConfiguration/com.apple.InternetSharing.default.plist bootpd";

    private static readonly VmSpec Nat = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(500e9, 1, CheckResult.Fine)]
    [InlineData(19e9, 1, CheckResult.Warning)]
    [InlineData(1.9e9, 1, CheckResult.Fails)]
    [InlineData(30e9, 40, CheckResult.Warning)]
    public async Task Disk_that_is_short_is_warned_of_and_disk_that_is_missing_fails(double free, int imageGb, CheckResult result)
    {
        var question = new Question().Says("list --format json", $$"""[{"Source":"OCI","Name":"ghcr.io/lab/linux:latest","Size":{{imageGb}}}]""");

        var finding = await Look(new DiskCheck(new FakeHost { Free = (long)free }), question.OfTart(Nat));

        Assert.Equal(result, finding!.Result);
        Assert.Contains("/home/tart", finding.Detail, StringComparison.Ordinal);
        Assert.Contains($"the image takes {imageGb} GB", finding.Detail, StringComparison.Ordinal);
        Assert.Equal(result == CheckResult.Fine, finding.Fix is null);
    }

    [Fact]
    public async Task A_stand_in_needs_little_disk()
    {
        var finding = await Look(new DiskCheck(new FakeHost { Free = 5_000_000_000 }), new Question().OfProcesses(Nat));

        Assert.Equal(CheckResult.Fine, finding!.Result);
    }

    [Theory]
    [InlineData("developer", CheckResult.Fine, "logged in")]
    [InlineData("root", CheckResult.Warning, "Nobody is logged in")]
    [InlineData("somebody", CheckResult.Warning, "somebody is logged in at the screen, and the lab runs as developer")]
    [InlineData("", CheckResult.Unknown, "not said")]
    public async Task Who_is_logged_in_at_a_Macs_screen_is_looked_at(string owner, CheckResult result, string text)
    {
        var finding = await Look(new LoginCheck(FakeHost.Mac().Says("stat -f %Su /dev/console", $"{owner}\n")), new Question().OfTart(Nat));

        Assert.Equal(result, finding!.Result);
        Assert.Contains(text, finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_screen_says_nothing_it_is_unknown_and_elsewhere_it_does_not_matter()
    {
        Assert.Equal(CheckResult.Unknown, (await Look(new LoginCheck(FakeHost.Mac()), new Question().OfTart(Nat)))!.Result);
        Assert.Null(await Look(new LoginCheck(new FakeHost()), new Question().OfQemu(Nat)));
    }

    [Theory]
    [InlineData("en0", CheckResult.Fine, "en0 (Wi-Fi) is there")]
    [InlineData("Wi-Fi", CheckResult.Fine, "en0 (Wi-Fi) is there")]
    [InlineData("en7", CheckResult.Warning, "Nothing is connected to en7")]
    [InlineData("en9", CheckResult.Fails, "en4 (Ethernet Adapter (en4)), bridge0 (Thunderbolt Bridge), en0 (Wi-Fi), en7 (USB 10/100/1000 LAN)")]
    public async Task An_interface_of_a_Mac_is_looked_for_among_its_hardware_ports(string name, CheckResult result, string text)
    {
        var host = FakeHost.Mac()
            .Says("networksetup -listallhardwareports", Question.Captured("networksetup-listallhardwareports.txt"))
            .Says("ifconfig en7", Question.Captured("ifconfig-inactive.txt"))
            .Says("ifconfig en0", "\tstatus: active\n");

        var finding = await Look(new InterfaceCheck(host), new Question().OfTart(Bridged(name)));

        Assert.Equal(result, finding!.Result);
        Assert.Contains(text, finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_hardware_ports_the_names_of_interfaces_serve_and_without_both_it_is_unknown()
    {
        var host = FakeHost.Mac().Says("networksetup -listallhardwareports", "", 1).Says("ifconfig -l", Question.Captured("ifconfig-l.txt"));

        Assert.Equal(CheckResult.Fine, (await Look(new InterfaceCheck(host), new Question().OfTart(Bridged("en0"))))!.Result);
        Assert.Equal(CheckResult.Unknown, (await Look(new InterfaceCheck(FakeHost.Mac()), new Question().OfTart(Bridged("en0"))))!.Result);
    }

    [Fact]
    public async Task An_interface_of_Linux_is_looked_for_in_sys()
    {
        var host = new FakeHost { Directories = { ["/sys/class/net"] = ["eth0", "eth1", "lo"] }, Files = { ["/sys/class/net/eth1/operstate"] = "down\n" } };

        Assert.Equal(CheckResult.Fine, (await Look(new InterfaceCheck(host), new Question().OfQemu(Bridged("eth0"))))!.Result);
        Assert.Equal(CheckResult.Warning, (await Look(new InterfaceCheck(host), new Question().OfQemu(Bridged("eth1"))))!.Result);
        var none = await Look(new InterfaceCheck(host), new Question().OfQemu(Bridged("lo")));
        Assert.Equal(CheckResult.Fails, none!.Result);
        Assert.Contains("eth0, eth1", none.Detail, StringComparison.Ordinal);
        Assert.Null(await Look(new InterfaceCheck(host), new Question().OfQemu(Nat)));
    }

    [Theory]
    [InlineData(10, CheckResult.Fine)]
    [InlineData(198, CheckResult.Fine)]
    [InlineData(199, CheckResult.Warning)]
    [InlineData(252, CheckResult.Warning)]
    [InlineData(253, CheckResult.Warning)]
    public async Task Leases_that_run_out_are_warned_of_with_the_way_to_shorten_them(int leases, CheckResult result)
    {
        var host = FakeHost.Mac().Says(Bootpd, Question.Captured("defaults-bootpd.txt"));
        host.Files[DhcpLeases.File] = string.Concat(Enumerable.Range(0, leases).Select(i => $"{{\n\tip_address=192.168.64.{i}\n\tlease=0x7fffffff\n}}\n"));

        var finding = await Look(new DhcpLeasesCheck(host, new FakeTimeProvider()), new Question().OfTart(Nat));

        Assert.Equal(result, finding!.Result);
        Assert.StartsWith($"{leases} of about 253 addresses are leased ({leases} entries), each for 600 s.", finding.Detail, StringComparison.Ordinal);
        Assert.Equal(leases >= 253, finding.Detail.Contains("do not suffice", StringComparison.Ordinal));
        Assert.Equal(result == CheckResult.Warning, finding.Fix?.Contains("DHCPLeaseTimeSecs -int 600", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Leases_last_a_day_where_nobody_has_set_their_time_and_unknown_where_that_cannot_be_read()
    {
        var unset = FakeHost.Mac().Says(Bootpd, "", 1, Question.Captured("defaults-missing.txt"));

        Assert.Contains("each for 86400 s", (await Look(new DhcpLeasesCheck(unset, TimeProvider.System), new Question().OfTart(Nat)))!.Detail, StringComparison.Ordinal);
        Assert.Equal(CheckResult.Unknown, (await Look(new DhcpLeasesCheck(FakeHost.Mac(), TimeProvider.System), new Question().OfTart(Nat)))!.Result);
        Assert.Null(await Look(new DhcpLeasesCheck(FakeHost.Mac(), TimeProvider.System), new Question().OfTart(Bridged("en0"))));
        Assert.Null(await Look(new DhcpLeasesCheck(new FakeHost(), TimeProvider.System), new Question().OfQemu(Nat)));
    }

    private static VmSpec Bridged(string name) => new() { Network = $"bridged:{name}" };

    private static Task<PreflightFinding?> Look(IPreflightCheck check, PreflightQuestion question) => check.Look(question, Token);
}
