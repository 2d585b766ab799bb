namespace Lab.Tests.TartStandIn.Conformance;

/// <summary>What is refused, with which text on standard error and which exit code.</summary>
public sealed class RefusalTests(Stages stages)
{
    private const string Missing = "the specified VM \"missing\" does not exist";
    private const string Exclusive = "--net-bridged, --net-softnet and --net-host are mutually exclusive";

    // Not found: only run opens the VM while it parses, hence its own prefix and code.
    [Theory]
    [EachSubject("run missing", 1, $"Error: {Missing}")]
    [EachSubject("stop missing", 2, Missing)]
    [EachSubject("get missing", 2, Missing)]
    [EachSubject("ip missing", 2, Missing)]
    [EachSubject("set missing --cpu 4", 2, Missing)]
    [EachSubject("exec missing true", 2, Missing)]
    [EachSubject("delete missing", 2, Missing)]
    [EachSubject("clone missing new", 2, Missing)]

    // Running, or not.
    [EachSubject("run alive", 2, "VM \"alive\" is already running!")]
    [EachSubject("delete alive", 1, "VM \"alive\" is running")]
    [EachSubject("stop still", 2, "VM \"still\" is not running")]
    [EachSubject("exec still true", 2, "VM \"still\" is not running")]
    [EachSubject("ip still", 1, "no IP address found, is your VM running?")]
    [EachSubject("ip still --resolver arp", 1, "no IP address found, is your VM running?")]
    [EachSubject("ip still --wait 1", 1, "no IP address found, is your VM running?")]

    // Too little.
    [EachSubject("set still --cpu 0", 1, "Error: LessThanMinimalResourcesError: VM should have ")]
    [EachSubject("set still --memory 1", 1, "Error: LessThanMinimalResourcesError: VM should have ")]
    [EachSubject("set still --disk-size 0", 1, "new disk size of 0 GB should be larger than the current disk size of 1 GB")]
    public async Task Refuses_what_cannot_be_done(Subject subject, string call, int code, string text)
    {
        var bench = await stages.For(subject);

        var result = await bench.Call(Bench.Words(call));

        Assert.StartsWith(text, result.Error, StringComparison.Ordinal);
        Assert.Equal((code, ""), (result.ExitCode, result.Output));
    }

    [Theory]
    [EachSubject("create new", "Please specify either a --from-ipsw or --linux option!")]
    [EachSubject("clone still ../new", "<new-name> should be a local name")]
    [EachSubject("clone still a/b", "<new-name> should be a local name")]
    [EachSubject("run still --net-host --net-softnet", Exclusive)]
    [EachSubject("run still --net-softnet --net-bridged en0", Exclusive)]
    [EachSubject("run still --net-bridged en0 --net-host", Exclusive)]
    [EachSubject("run still --net-softnet-allow 10.0.0.0/8 --net-host", Exclusive)]
    [EachSubject("run still --net-softnet-block 10.0.0.0/8 --net-host", Exclusive)]
    [EachSubject("run still --net-softnet-expose 2222:22 --net-host", Exclusive)]
    [EachSubject("run still --net-bridged en99", "no bridge interfaces matched \"[\"en99\"]\", available interfaces: [")]
    [EachSubject("get still --format yaml", "The value 'yaml' is invalid for '--format <format>'")]
    [EachSubject("list --format yaml", "The value 'yaml' is invalid for '--format <format>'")]
    [EachSubject("list --source elsewhere", "The value 'elsewhere' is invalid for '--source <source>'")]
    [EachSubject("ip still --resolver crystal", "The value 'crystal' is invalid for '--resolver <resolver>'")]
    [EachSubject("ip still --wait long", "The value 'long' is invalid for '--wait <wait>'")]
    [EachSubject("set still --memory lots", "The value 'lots' is invalid for '--memory <memory>'")]
    [EachSubject("set still --cpu many", "The value 'many' is invalid for '--cpu <cpu>'")]
    [EachSubject("set still --display huge", "The value 'huge' is invalid for '--display <display>'")]
    [EachSubject("stop still --timeout soon", "The value 'soon' is invalid for '")]
    [EachSubject("create new --linux --disk-size big", "The value 'big' is invalid for '--disk-size <disk-size>'")]
    [EachSubject("create new --linux --disk-format paper", "The value 'paper' is invalid for '--disk-format <disk-format>'")]
    [EachSubject("stop missing --timeout soon", "The value 'soon' is invalid for '")]
    [EachSubject("get missing --format yaml", "The value 'yaml' is invalid for '--format <format>'")]
    [EachSubject("clone missing new --concurrency lots", "The value 'lots' is invalid for '--concurrency <concurrency>'")]
    [EachSubject("set still --cpu", "Missing value for '--cpu <cpu>'")]
    [EachSubject("set still --cpu --memory 64", "Missing value for '--cpu <cpu>'")]
    public async Task Refuses_what_does_not_make_sense(Subject subject, string call, string text)
    {
        var bench = await stages.For(subject);

        var result = await bench.Call(Bench.Words(call));

        Assert.StartsWith("Error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(text, result.Error, StringComparison.Ordinal);
        Assert.Equal((64, ""), (result.ExitCode, result.Output));
    }

    [Theory]
    [EachSubject("create", "name")]
    [EachSubject("clone", "source-name")]
    [EachSubject("clone still", "new-name")]
    [EachSubject("set", "name")]
    [EachSubject("get", "name")]
    [EachSubject("run", "name")]
    [EachSubject("ip", "name")]
    [EachSubject("exec", "name")]
    [EachSubject("stop", "name")]
    [EachSubject("delete", "name")]
    public async Task Names_the_argument_that_is_missing_and_shows_the_usage(Subject subject, string call, string argument)
    {
        var bench = await stages.For(subject);

        var result = await bench.Call(Bench.Words(call));

        Assert.StartsWith($"Error: Missing expected argument '<{argument}>'", result.Error, StringComparison.Ordinal);
        Assert.Contains($"Usage: tart {call.Split(' ')[0]}", result.Error, StringComparison.Ordinal);
        Assert.Equal((64, ""), (result.ExitCode, result.Output));
    }

    [Theory]
    [EachSubject("create --x new")]
    [EachSubject("clone --x still new")]
    [EachSubject("set still --x")]
    [EachSubject("get still --x")]
    [EachSubject("list --x")]
    [EachSubject("run still --x")]
    [EachSubject("ip --x still")]
    [EachSubject("exec --x still true")]
    [EachSubject("stop still --x=1")]
    [EachSubject("delete still --x")]
    public async Task Names_the_option_that_it_does_not_know_and_shows_the_usage(Subject subject, string call)
    {
        var bench = await stages.For(subject);

        var result = await bench.Call(Bench.Words(call));

        Assert.StartsWith("Error: Unknown option '--x'", result.Error, StringComparison.Ordinal);
        Assert.Contains($"Usage: tart {call.Split(' ')[0]}", result.Error, StringComparison.Ordinal);
        Assert.Equal((64, ""), (result.ExitCode, result.Output));
    }

    [Theory]
    [EachSubject("get still more")]
    [EachSubject("list more")]
    [EachSubject("run still more")]
    [EachSubject("stop still more")]
    [EachSubject("clone still new more")]
    public async Task Names_the_word_that_is_too_much(Subject subject, string call)
    {
        var bench = await stages.For(subject);

        var result = await bench.Call(Bench.Words(call));

        Assert.Contains("Unexpected argument 'more'", result.Error, StringComparison.Ordinal);
        Assert.Equal((64, ""), (result.ExitCode, result.Output));
    }

    [Theory]
    [EachSubject("run bare", 1)]
    [EachSubject("get bare", 1)]
    [EachSubject("stop bare", 1)]
    [EachSubject("exec bare true", 1)]
    [EachSubject("ip bare", 1)]
    [EachSubject("set bare --cpu 4", 1)]
    [EachSubject("clone bare new", 1)]
    public async Task A_machine_without_its_files_is_refused(Subject subject, string call, int code)
    {
        await using var bench = await Bench.Of(subject);
        await bench.Clone("bare");
        File.Delete(bench.FileOf("bare", "nvram.bin"));

        var result = await bench.Call(Bench.Words(call));

        Assert.Contains("VM is missing some of its files (config.json, disk.img or nvram.bin)", result.Error, StringComparison.Ordinal);
        Assert.Equal((code, ""), (result.ExitCode, result.Output));
        Assert.Empty(await bench.States());
    }

    [Fact]
    public async Task A_kind_of_machine_that_there_is_not_is_refused()
    {
        await using var bench = await Bench.Of(Subject.Process);
        bench.Environment["LAB_STANDIN_MACHINES"] = "hologram";

        var result = await bench.Call("clone", "standin", "a");

        Assert.Contains("LAB_STANDIN_MACHINES is 'hologram'", result.Error, StringComparison.Ordinal);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
    }

    // A stand-in speaks neither to registries nor to Apple's installer, and says so.
    [Theory]
    [EachSubject("clone ghcr.io/somebody/image:1 new", 1, "pulls nothing from a registry", StandInsOnly = true)]
    [EachSubject("create --from-ipsw latest new", 1, "cannot install macOS", StandInsOnly = true)]
    [EachSubject("create --linux --disk-format asif new", 1, "raw disks only", StandInsOnly = true)]
    [EachSubject("set still --random-serial", 1, "--disk and --random-serial have nothing to act on", StandInsOnly = true)]
    [EachSubject("set still --disk /dev/null", 1, "--disk and --random-serial have nothing to act on", StandInsOnly = true)]
    [EachSubject("exec -i alive true", 1, "neither input nor a terminal", StandInsOnly = true)]
    [EachSubject("exec -t alive true", 1, "neither input nor a terminal", StandInsOnly = true)]
    [EachSubject("exec --interactive --tty alive true", 1, "neither input nor a terminal", StandInsOnly = true)]
    [EachSubject("pull ghcr.io/somebody/image:1", 64, "Unexpected argument 'pull': a stand-in has no such command", StandInsOnly = true)]
    [EachSubject("suspend still", 64, "a stand-in has no such command", StandInsOnly = true)]
    [EachSubject("frobnicate", 64, "Unexpected argument 'frobnicate'", StandInsOnly = true)]
    [EachSubject("--x", 64, "Unknown option '--x'", StandInsOnly = true)]
    public async Task A_stand_in_says_what_it_does_not_do(Subject subject, string call, int code, string text)
    {
        var bench = await stages.For(subject);

        var result = await bench.Call(Bench.Words(call));

        Assert.Contains(text, result.Error, StringComparison.Ordinal);
        Assert.Equal((code, ""), (result.ExitCode, result.Output));
    }
}
