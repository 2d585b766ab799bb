using Lab.Shell;
using Lab.VmController.Tart;

namespace Lab.Tests.VmController;

/// <summary>Every text of the command line that is known, with what users are told to do; and every end of a run.</summary>
public sealed class TartTextsTests
{
    [Theory]
    [InlineData("the specified VM \"x\" does not exist", 2, TartErrorKind.NotFound, "tart list")]
    [InlineData("Error: the specified VM \"x\" does not exist", 1, TartErrorKind.NotFound, "tart list")]
    [InlineData("VM is missing some of its files (config.json, disk.img or nvram.bin)", 1, TartErrorKind.FilesMissing, "tart delete NAME")]
    [InlineData("VM \"x\" is already running!", 2, TartErrorKind.AlreadyRunning, "tart stop NAME")]
    [InlineData("VM \"x\" is not running", 2, TartErrorKind.NotRunning, "Nothing to do")]
    [InlineData("VM \"x\" is running", 1, TartErrorKind.StillRunning, "tart stop NAME")]
    [InlineData("no IP address found", 1, TartErrorKind.NoAddress, "wait")]
    [InlineData("no IP address found, is your VM running?", 1, TartErrorKind.NoAddress, "wait")]
    [InlineData("The number of VMs exceeds the system limit", 1, TartErrorKind.VmLimit, "Stop other VMs ('tart list', also those of other tools)")]
    [InlineData("The number of VMs exceeds the system limit (other running VMs: mac-a, mac-b)", 1, TartErrorKind.VmLimit, "Stop one of mac-a, mac-b")]
    [InlineData("Error Domain=VZErrorDomain Code=6 \"The number of virtual machines exceeds the limit.\"", 1, TartErrorKind.VmLimit, "Linux image")]
    [InlineData("Error Domain=VZErrorDomain Code=1 \"The virtual machine failed to start.\"", 1, TartErrorKind.HostLocked, "security unlock-keychain")]
    [InlineData("Error: Domain=NSOSStatusErrorDomain Code=-9 \"security error\"", 1, TartErrorKind.HostLocked, "security unlock-keychain")]
    [InlineData("no bridge interfaces matched \"[\"en9\"]\", available interfaces: [\"en4\", \"en0 (or \\\"Wi-Fi\\\")\"]", 64, TartErrorKind.BridgeMissing, "'bridged:en4'")]
    [InlineData("no bridge interfaces matched \"[\"en9\"]\", available interfaces: []", 64, TartErrorKind.BridgeMissing, "listallhardwareports")]
    [InlineData("Error: InitializationFailed(why: \"softnet not found in PATH\")", 1, TartErrorKind.SoftnetMissing, "brew install")]
    [InlineData("root privileges are required to run and passwordless sudo was not available", 1, TartErrorKind.SoftnetNotRoot, "chmod u+s")]
    [InlineData("Failed to connect to the VM using its control socket: connection refused, is the Tart Guest Agent running?", 1, TartErrorKind.AgentAbsent, "Guest Agent")]
    [InlineData("Error: LessThanMinimalResourcesError: VM should have 4 CPU cores at minimum (requested 2)", 1, TartErrorKind.TooSmall, "at least")]
    [InlineData("new disk size of 10 GB should be larger than the current disk size of 50 GB", 1, TartErrorKind.DiskShrink, "only grow")]
    [InlineData("Error: UnexpectedHTTPStatusCode(when: \"pulling manifest\", code: 404, details: \"\")", 1, TartErrorKind.ImageMissing, "no such image")]
    [InlineData("Error: UnexpectedHTTPStatusCode(when: \"pulling manifest\", code: 401, details: \"\")", 1, TartErrorKind.RegistryRefused, "tart login")]
    [InlineData("Error: UnexpectedHTTPStatusCode(when: \"pulling manifest\", code: 403, details: \"\")", 1, TartErrorKind.RegistryRefused, "tart login")]
    [InlineData("Error: UnexpectedHTTPStatusCode(when: \"pulling blob\", code: 429, details: \"\")", 1, TartErrorKind.RegistryRefused, "too often")]
    [InlineData("Error: UnexpectedHTTPStatusCode(when: \"pulling blob\", code: 503, details: \"\")", 1, TartErrorKind.RegistryRefused, "by hand")]
    [InlineData("Error: AuthFailed(why: \"received unexpected HTTP status code 401\")", 1, TartErrorKind.RegistryRefused, "tart login")]
    [InlineData("Error: Unknown option '--x'", 64, TartErrorKind.BadCall, "brew upgrade tart")]
    [InlineData("Error: Missing expected argument '<name>'", 64, TartErrorKind.BadCall, "brew upgrade tart")]
    [InlineData("--net-bridged, --net-softnet and --net-host are mutually exclusive", 64, TartErrorKind.BadCall, "brew upgrade tart")]
    [InlineData("Error: error: host macOS version is outdated to run this virtual machine", 1, TartErrorKind.HostTooOld, "older image")]
    [InlineData("Error: UnsupportedArchitectureError()", 1, TartErrorKind.WrongArchitecture, "arm64")]
    [InlineData("Error: the volume is out of space", 1, TartErrorKind.DiskFull, "tart prune")]
    [InlineData("No space left on device", 1, TartErrorKind.DiskFull, "tart prune")]
    [InlineData("something new", 1, TartErrorKind.Unexplained, "by hand")]
    [InlineData("", 5, TartErrorKind.Unexplained, "by hand")]
    public void An_error_is_told_by_its_text_and_comes_with_advice(string text, int code, object kind, string advice)
    {
        var error = Read(text, code);

        Assert.Equal((TartErrorKind)kind, error.Kind);
        Assert.Equal(text.Length > 0 ? text : "'tart x' exited with code 5 and said nothing.", error.Text);
        Assert.Contains(advice, error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_known_text_is_covered_and_none_hides_another()
    {
        Assert.Equal(TartTexts.Known.Count, TartTexts.Known.Select(k => k.Text).Distinct().Count());
        Assert.All(TartTexts.Known, k => Assert.Equal(k.Kind, Read(k.Text, 1).Kind));
    }

    [Fact]
    public void A_list_of_interfaces_or_machines_is_kept_whole()
    {
        var interfaces = string.Join(", ", Enumerable.Range(0, 60).Select(i => $"\"en{i} (or \\\"Thunderbolt Port {i}\\\")\""));
        var text = $"no bridge interfaces matched \"[\"en99\"]\", available interfaces: [{interfaces}]";

        Assert.Equal(text, Read(text, 64).Text);
        Assert.True(Read(new string('x', 100_000), 1).Text.Length < 5000);
    }

    [Fact]
    public void A_guest_without_an_address_is_waited_for_and_only_in_the_end_are_leases_spoken_of()
    {
        var once = Read("no IP address found", 1);

        Assert.DoesNotContain("DHCPLeaseTimeSecs", once.Advice, StringComparison.Ordinal);
        var late = TartErrors.NotReady("lab-r-0", TimeSpan.FromMinutes(5), once);
        Assert.Equal("'lab-r-0' was not ready 300 s after its start. When last asked: no IP address found", late.Text);
        Assert.Contains("DHCPLeaseTimeSecs -int 600", late.Advice, StringComparison.Ordinal);
        Assert.Contains("Guest Agent", TartErrors.NotReady("lab-r-0", TimeSpan.FromMinutes(5), once with { Kind = TartErrorKind.AgentAbsent }).Advice, StringComparison.Ordinal);
        Assert.Contains("BootLimit", TartErrors.NotReady("lab-r-0", TimeSpan.FromMinutes(5), null).Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_said_on_the_other_stream_is_read_where_the_right_one_is_empty() =>
        Assert.Equal(TartErrorKind.DiskFull, TartErrors.Read(new Command("tart", "x"), new CommandResult(CommandEnd.Exited, 1, "No space left on device", "\n", TimeSpan.Zero))!.Kind);

    [Theory]
    [InlineData("Stopping VM...\n", "", 0, RunEndKind.Stopped, "'tart stop'", "by hand")]
    [InlineData("guest has stopped the virtual machine\n", "", 0, RunEndKind.GuestShutDown, "guest has stopped", "logs")]
    [InlineData("guest has stopped the virtual machine due to error: Error Domain=VZErrorDomain Code=1\n", "", 0, RunEndKind.VmError, "due to error: Error Domain=VZErrorDomain Code=1", "memory pressure")]
    [InlineData("virtual machine's network attachment VZNetworkDevice has been disconnected with error: x\nguest has stopped the virtual machine\n", "", 0, RunEndKind.NetworkDetached, "disconnected with error: x", "interfaces and VPNs")]
    [InlineData("", "", 0, RunEndKind.Unexplained, "code 0", "logs")]
    [InlineData("", "", 137, RunEndKind.Killed, "SIGKILL", "memory")]
    [InlineData("", "", 143, RunEndKind.Killed, "SIGTERM", "killed")]
    [InlineData("", "The number of VMs exceeds the system limit (other running VMs: a)", 1, RunEndKind.NotStarted, "(other running VMs: a)", "Stop one of a")]
    [InlineData("", "Error: the specified VM \"x\" does not exist", 1, RunEndKind.NotStarted, "does not exist", "tart list")]
    [InlineData("", "VM \"x\" is already running!", 2, RunEndKind.NotStarted, "already running", "tart stop")]
    [InlineData("", "", 1, RunEndKind.NotStarted, "code 1 and said nothing", "by hand")]
    [InlineData("", "", null, RunEndKind.Unexplained, "not seen", "logs")]
    public void The_end_of_a_run_is_told_by_its_text_since_a_crash_exits_with_0_too(string output, string error, int? code, object kind, string text, string advice)
    {
        var ending = RunEnding.Read(output, error, code);

        Assert.Equal((RunEndKind)kind, ending.Kind);
        Assert.Contains(text, ending.Text, StringComparison.Ordinal);
        Assert.Contains(advice, ending.Advice, StringComparison.Ordinal);
    }

    private static TartError Read(string text, int code) => TartErrors.Read(new Command("tart", "x"), new CommandResult(CommandEnd.Exited, code, "", text, TimeSpan.Zero))!;
}
