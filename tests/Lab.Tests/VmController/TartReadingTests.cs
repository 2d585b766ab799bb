using Lab.Shell;
using Lab.VmController.Tart;

namespace Lab.Tests.VmController;

/// <summary>What the command line's answers mean.</summary>
public sealed class TartReadingTests
{
    [Fact]
    public void A_list_is_read_by_its_keys_in_any_order_with_escaped_slashes()
    {
        var listing = TartListing.Parse("""
            [
              { "State" : "running", "Size" : 4, "Name" : "lab-r-0", "Running" : true, "Disk" : 50, "Source" : "local", "Accessed" : "2026-08-04T10:00:00Z" },
              { "Name" : "ghcr.io\/cirruslabs\/ubuntu:latest", "Source" : "OCI", "State" : "stopped", "Running" : false, "Disk" : 20, "Size" : 2 },
              { "Running" : false, "Name" : "mine", "State" : "suspended", "Source" : "local" }
            ]
            """);

        Assert.Equal([new TartVm("lab-r-0", true, true) { SizeBytes = 4_000_000_000 }, new TartVm("ghcr.io/cirruslabs/ubuntu:latest", false, false) { SizeBytes = 2_000_000_000 }, new TartVm("mine", true, false)], listing.Vms!);
    }

    [Theory]
    [InlineData("""[{"Name":"a","Source":"local","Running":true,"SizeOnDisk":3}]""", true)]
    [InlineData("""[{"Name":"a","Source":"local","State":"stopped"}]""", false)]
    [InlineData("""[{"Name":"a","Source":"local"}]""", null)]
    [InlineData("""[{"Name":"a","Source":"local","Running":true,"State":"stopped"}]""", null)]
    [InlineData("""[{"Name":"a","Source":"local","State":"hibernating"}]""", null)]
    public void Missing_or_contradicting_keys_say_nothing_rather_than_stopped(string json, bool? running) =>
        Assert.Equal(running, Assert.Single(TartListing.Parse(json).Vms!).IsRunning);

    [Theory]
    [InlineData("")]
    [InlineData("Segmentation fault")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("""[{"Source":"local"}]""")]
    [InlineData("""[{"Name":"a","Source":"local","Running":tr""")]
    public void Garbage_is_inconclusive_and_not_an_empty_list(string output)
    {
        var listing = TartListing.Parse(output);

        Assert.Null(listing.Vms);
        Assert.Equal(TartErrorKind.Unreadable, listing.Error!.Kind);
    }

    [Theory]
    [InlineData("the specified VM \"x\" does not exist", 2, TartErrorKind.NotFound)]
    [InlineData("Error: the specified VM \"x\" does not exist", 1, TartErrorKind.NotFound)]
    [InlineData("VM is missing some of its files (config.json, disk.img or nvram.bin)", 1, TartErrorKind.FilesMissing)]
    [InlineData("VM \"x\" is already running!", 2, TartErrorKind.AlreadyRunning)]
    [InlineData("VM \"x\" is not running", 2, TartErrorKind.NotRunning)]
    [InlineData("VM \"x\" is running", 1, TartErrorKind.StillRunning)]
    [InlineData("no IP address found, is your VM running?", 1, TartErrorKind.NoAddress)]
    [InlineData("The number of VMs exceeds the system limit (other running VMs: a, b)", 1, TartErrorKind.VmLimit)]
    [InlineData("Error Domain=VZErrorDomain Code=6 \"The number of virtual machines exceeds the limit.\"", 1, TartErrorKind.VmLimit)]
    [InlineData("Error Domain=VZErrorDomain Code=1 \"The virtual machine failed to start.\"", 1, TartErrorKind.HostLocked)]
    [InlineData("Error: Domain Code=-9 \"security error\"", 1, TartErrorKind.HostLocked)]
    [InlineData("no bridge interfaces matched \"[\"en9\"]\", available interfaces: [\"en0 (or \\\"Wi-Fi\\\")\"]", 64, TartErrorKind.BridgeMissing)]
    [InlineData("Error: InitializationFailed(why: \"softnet not found in PATH\")", 1, TartErrorKind.SoftnetMissing)]
    [InlineData("root privileges are required to run and passwordless sudo was not available", 1, TartErrorKind.SoftnetNotRoot)]
    [InlineData("Failed to connect to the VM using its control socket: x, is the Tart Guest Agent running?", 1, TartErrorKind.AgentAbsent)]
    [InlineData("Error: LessThanMinimalResourcesError: VM should have 4 CPU cores at minimum (requested 2)", 1, TartErrorKind.TooSmall)]
    [InlineData("new disk size of 10 GB should be larger than the current disk size of 50 GB", 1, TartErrorKind.DiskShrink)]
    [InlineData("Error: UnexpectedHTTPStatusCode(when: \"pulling manifest\", code: 404, details: \"\")", 1, TartErrorKind.ImageMissing)]
    [InlineData("Error: UnexpectedHTTPStatusCode(when: \"pulling blob\", code: 503, details: \"\")", 1, TartErrorKind.RegistryRefused)]
    [InlineData("Error: AuthFailed(why: \"x\")", 1, TartErrorKind.RegistryRefused)]
    [InlineData("Error: Unknown option '--x'", 64, TartErrorKind.BadCall)]
    [InlineData("Error: error: host macOS version is outdated to run this virtual machine", 1, TartErrorKind.HostTooOld)]
    [InlineData("Error: UnsupportedArchitectureError()", 1, TartErrorKind.WrongArchitecture)]
    [InlineData("No space left on device", 1, TartErrorKind.DiskFull)]
    [InlineData("something new", 1, TartErrorKind.Unexplained)]
    [InlineData("", 5, TartErrorKind.Unexplained)]
    public void An_error_is_told_by_its_text_and_comes_with_advice(string text, int code, object kind)
    {
        var error = TartErrors.Read(new Command("tart", "x"), new CommandResult(CommandEnd.Exited, code, "", text, TimeSpan.Zero))!;

        Assert.Equal((TartErrorKind)kind, error.Kind);
        Assert.NotEqual("", error.Text);
        Assert.NotEqual("", error.Advice);
    }

    [Fact]
    public void A_call_without_an_answer_says_so_and_how_long_it_took()
    {
        var error = TartErrors.Read(new Command("tart", "clone", "a", "b") { Timeout = TimeSpan.FromSeconds(2) }, new CommandResult(CommandEnd.TimedOut, null, "", "", TimeSpan.FromSeconds(2)))!;

        Assert.Equal(TartErrorKind.TimedOut, error.Kind);
        Assert.Contains("'tart clone a b' gave no answer within 2 s", error.Text, StringComparison.Ordinal);
        Assert.Contains("lock on TART_HOME", error.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Stopping VM...\n", "", 0, RunEndKind.Stopped)]
    [InlineData("guest has stopped the virtual machine\n", "", 0, RunEndKind.GuestShutDown)]
    [InlineData("guest has stopped the virtual machine due to error: Error Domain=VZErrorDomain Code=1\n", "", 0, RunEndKind.VmError)]
    [InlineData("virtual machine's network attachment VZNetworkDevice has been disconnected with error: x\nguest has stopped the virtual machine\n", "", 0, RunEndKind.NetworkDetached)]
    [InlineData("", "", 0, RunEndKind.Unexplained)]
    [InlineData("", "", 137, RunEndKind.Killed)]
    [InlineData("", "", 143, RunEndKind.Killed)]
    [InlineData("", "The number of VMs exceeds the system limit", 1, RunEndKind.NotStarted)]
    [InlineData("", "", null, RunEndKind.Unexplained)]
    public void The_end_of_a_run_is_told_by_its_text_since_a_crash_exits_with_0_too(string output, string error, int? code, object kind)
    {
        var ending = RunEnding.Read(output, error, code);

        Assert.Equal((RunEndKind)kind, ending.Kind);
        Assert.NotEqual("", ending.Text);
        Assert.NotEqual("", ending.Advice);
    }
}
