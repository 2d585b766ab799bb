namespace Lab.Tests.TartStandIn.Conformance;

/// <summary>How a guest is reached: its address, and commands in it.</summary>
public sealed class GuestTests(Stages stages)
{
    private const string Address = @"\A(\d{1,3}\.){3}\d{1,3}\n\z";

    /// <summary>Words that a shell, an option parser or a line of text would take for something else.</summary>
    private static readonly string[] Hostile = ["--help", "--version", "--", "-q", "-i", "$HOME", "`id`", "$(id)", "a b", "", " ", "'", "\"", "\\", "; false", "&", "|", "*", "~", "é世", "a\nb", "a\tb"];

    [Theory]
    [EachSubject("exec alive true", 0)]
    [EachSubject("exec alive false", 1)]
    public async Task A_command_s_exit_code_is_the_call_s(Subject subject, string call, int code)
    {
        var bench = await stages.For(subject);

        var result = await bench.Call(Bench.Words(call));

        if (bench.Facts.Guest == GuestKind.Absent)
        {
            Assert.Contains("is the Tart Guest Agent running?", result.Error, StringComparison.Ordinal);
            Assert.Equal(1, result.ExitCode);
            return;
        }

        Assert.Equal((code, "", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Theory]
    [EachSubject]
    public async Task What_follows_the_name_is_the_guest_s_and_arrives_as_it_was_given(Subject subject)
    {
        var bench = await stages.For(subject);

        var result = await bench.Call(["exec", "alive", "printf", "%s|", .. Hostile]);

        switch (bench.Facts.Guest)
        {
            case GuestKind.Linux:
                Assert.Equal((0, string.Join('|', [.. Hostile, ""]), ""), (result.ExitCode, result.Output, result.Error));
                break;
            case GuestKind.Words:
                Assert.StartsWith($"printf %s| {string.Join(' ', Hostile)}: command not found", result.Error, StringComparison.Ordinal);
                Assert.Equal((127, ""), (result.ExitCode, result.Output));
                break;
            default:
                Assert.Contains("is the Tart Guest Agent running?", result.Error, StringComparison.Ordinal);
                break;
        }
    }

    [Theory]
    [EachSubject("echo out; echo err >&2; exit 3", 3, "out\n", "err\n")]
    [EachSubject("exit 255", 255, "", "")]
    [EachSubject("exit 300", 44, "", "")]
    [EachSubject("kill -9 $$", 137, "", "")]
    [EachSubject("printf 'no newline'", 0, "no newline", "")]
    [EachSubject("cat; echo end", 0, "end\n", "")]
    public async Task A_shell_s_outputs_come_apart_with_its_code(Subject subject, string script, int code, string output, string error)
    {
        var bench = await stages.For(subject);

        var result = await bench.Call("exec", "alive", "sh", "-c", script);

        if (bench.Facts.Guest == GuestKind.Linux)
        {
            Assert.Equal((code, output, error), (result.ExitCode, result.Output, result.Error));
        }
        else
        {
            Assert.Equal(bench.Facts.Guest == GuestKind.Words ? 127 : 1, result.ExitCode);
            Assert.Equal("", result.Output);
        }
    }

    [Theory]
    [EachSubject(200_000)]
    public async Task A_long_output_comes_whole(Subject subject, int length)
    {
        var bench = await stages.For(subject);

        var result = await bench.Call("exec", "alive", "sh", "-c", $"head -c {length} /dev/zero | tr '\\0' x");

        Assert.Equal(bench.Facts.Guest == GuestKind.Linux ? length : 0, result.Output.Length);
    }

    [Theory]
    [EachSubject]
    public async Task A_command_that_the_guest_does_not_have_is_127(Subject subject)
    {
        var bench = await stages.For(subject);

        var result = await bench.Call("exec", "alive", "no-such-command");

        Assert.Equal(bench.Facts.Guest == GuestKind.Absent ? 1 : 127, result.ExitCode);
        Assert.NotEqual("", result.Error);
    }

    [Theory]
    [EachSubject]
    public async Task Without_an_agent_a_command_fails_after_ten_seconds_with_a_question(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        await bench.CloneAndRun("a");
        File.Delete(bench.FileOf("a", "control.sock"));

        var result = await bench.Call("exec", "a", "true");

        Assert.StartsWith("Failed to connect to the VM using its control socket: ", result.Error, StringComparison.Ordinal);
        Assert.EndsWith(", is the Tart Guest Agent running?\n", result.Error, StringComparison.Ordinal);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.InRange(result.Duration, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(100));
        Assert.Equal("running", (await bench.States())["a"]);
    }

    [Theory]
    [EachSubject("")]
    [EachSubject("--resolver dhcp")]
    [EachSubject("--resolver arp")]
    [EachSubject("--resolver=dhcp --wait 1")]
    public async Task An_address_is_alone_on_its_line_and_its_absence_is_no_word_of_a_stopped_machine(Subject subject, string flags)
    {
        var bench = await stages.For(subject);

        var result = await bench.Call(["ip", .. Bench.Words(flags), .. bench.Facts.HasLeases ? new[] { "--wait", "30" } : [], "alive"]);

        if (bench.Facts.HasLeases)
        {
            Assert.Matches(Address, result.Output);
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
        }
        else
        {
            Assert.StartsWith("no IP address found", result.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("is your VM running?", result.Error, StringComparison.Ordinal);
            Assert.Equal((1, ""), (result.ExitCode, result.Output));
        }
    }

    [Theory]
    [EachSubject]
    public async Task A_guest_tells_its_address_itself_and_one_without_an_agent_cannot(Subject subject)
    {
        var bench = await stages.For(subject);

        var result = await bench.Call("ip", "--resolver", "agent", "--wait", "30", "alive");

        if (bench.Facts.Guest == GuestKind.Linux)
        {
            Assert.Matches(Address, result.Output);
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
        }
        else
        {
            Assert.Contains("is the Tart Guest Agent running?", result.Error, StringComparison.Ordinal);
            Assert.Equal((1, ""), (result.ExitCode, result.Output));
        }
    }

    [Theory]
    [EachSubject]
    public async Task A_wait_for_an_address_lasts_as_long_as_it_was_told(Subject subject)
    {
        var bench = await stages.For(subject);

        var result = await bench.Call("ip", "--wait", "2", "still");

        Assert.InRange(result.Duration, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(100));
        Assert.Equal((1, "no IP address found, is your VM running?\n"), (result.ExitCode, result.Error));
    }

    [Theory]
    [EachSubject]
    public async Task A_machine_without_a_network_runs_and_has_no_address(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        await bench.Clone("a");
        await bench.RunReady("a", bench.Facts.WithoutNetwork);

        var result = await bench.Call("ip", "a");

        Assert.StartsWith("no IP address found", result.Error, StringComparison.Ordinal);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
    }

    [Theory]
    [EachSubject]
    public async Task Readiness_is_a_ladder_the_state_first_then_the_address_then_the_guest_s_answer(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        await bench.Clone("a");
        Assert.Equal(2, (await bench.Call("exec", "a", "true")).ExitCode);

        bench.Run("--no-graphics", "a");

        await Eventually.Holds(async () => (await bench.States())["a"] == "running", "its state is running");
        if (bench.Facts.HasLeases)
        {
            await Eventually.Holds(async () => (await bench.Call("ip", "a")).Succeeded, "it has an address");
        }

        if (bench.Facts.Guest != GuestKind.Absent)
        {
            await Eventually.Holds(async () => (await bench.Call("exec", "a", "true")).Succeeded, "its guest answers");
        }

        Assert.Equal("running", (await bench.States())["a"]);
    }
}
