using Lab.Shell;

namespace Lab.Tests.TartStandIn.Conformance;

/// <summary>The life of a machine and the ways it ends: only what <c>run</c> printed tells most of them apart.</summary>
public sealed class LifecycleTests
{
    private const string Stopping = "Stopping VM...\n";

    // SIGSTOP has another number on each system.
    private static readonly PosixSignal Freeze = (PosixSignal)(OperatingSystem.IsMacOS() ? 17 : 19);

    [Theory]
    [EachSubject]
    public async Task A_run_lasts_as_long_as_its_machine_and_prints_nothing(Subject subject)
    {
        await using var bench = await Bench.Of(subject);

        var process = await bench.CloneAndRun("a");

        Assert.False(process.Exited.IsCompleted);
        Assert.Equal("", Bench.Said(process.OutputFile));
        Assert.Equal("running", (await bench.States())["a"]);
        Assert.True(File.Exists(bench.FileOf("a", "control.sock")));
    }

    [Theory]
    [EachSubject(PosixSignal.Interrupt, 0, Stopping)]
    [EachSubject(PosixSignal.Terminate, 143, "")]
    [EachSubject(PosixSignal.Kill, 137, "")]
    public async Task A_signal_ends_it_and_it_is_listed_as_stopped_at_once_and_runs_again(Subject subject, PosixSignal signal, int code, string output)
    {
        await using var bench = await Bench.Of(subject);
        var process = await bench.CloneAndRun("a");

        process.Signal(signal);

        Assert.Equal(code, await process.Exited);
        Assert.Equal(output, Bench.Said(process.OutputFile));
        Assert.Equal("stopped", (await bench.States())["a"]);
        await Eventually.Holds(() => Task.FromResult(bench.Processes().Count == 0), () => $"nothing of it is left: {string.Join("; ", bench.Processes())}");
        await bench.RunReady("a");
        Assert.Equal("running", (await bench.States())["a"]);
    }

    [Theory]
    [EachSubject("stop a")]
    [EachSubject("stop -t 20 a")]
    [EachSubject("stop --timeout=20 a")]
    public async Task A_stop_ends_it_with_a_word_and_code_0_and_it_can_be_deleted(Subject subject, string call)
    {
        await using var bench = await Bench.Of(subject);
        var process = await bench.CloneAndRun("a");

        Assert.Equal("", await bench.Do(Bench.Words(call)));

        Assert.Equal((0, Stopping), (await process.Exited, Bench.Said(process.OutputFile)));
        Assert.False(File.Exists(bench.FileOf("a", "control.sock")));
        Assert.Equal("", await bench.Do("delete", "a"));
        Assert.Empty(await bench.States());
    }

    [Theory]
    [EachSubject]
    public async Task A_stop_that_is_not_heard_kills_when_its_time_is_over_and_succeeds(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        var process = await bench.CloneAndRun("a");
        process.Signal(Freeze);

        var stop = await bench.Call("stop", "--timeout", "1", "a");

        Assert.Equal((0, "", ""), (stop.ExitCode, stop.Output, stop.Error));
        Assert.InRange(stop.Duration, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(100));
        Assert.Equal((137, ""), (await process.Exited, Bench.Said(process.OutputFile)));
        Assert.Equal("stopped", (await bench.States())["a"]);
        await Eventually.Holds(() => Task.FromResult(bench.Processes().Count == 0), () => $"nothing of it is left: {string.Join("; ", bench.Processes())}");
    }

    [Theory]
    [EachSubject]
    public async Task An_interrupt_while_it_boots_ends_it_once_it_is_repeated(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        await bench.Clone("a");
        var process = bench.Run("--no-graphics", "a");
        await Eventually.Holds(async () => (await bench.States())["a"] == "running", "it runs");

        await Eventually.Holds(() => !process.Signal(PosixSignal.Interrupt) || process.Exited.IsCompleted, "an interrupt is heard");

        Assert.Equal((0, Stopping), (await process.Exited, Bench.Said(process.OutputFile)));
        Assert.Equal("stopped", (await bench.States())["a"]);
    }

    // An empty disk has no guest that could end itself, so Tart is not asked.
    [Theory]
    [EachSubject(false, @"\Aguest has stopped the virtual machine\n\z", StandInsOnly = true)]
    [EachSubject(true, @"\Aguest has stopped the virtual machine due to error: .+\n\z", StandInsOnly = true)]
    public async Task A_guest_that_ends_exits_with_0_and_is_told_from_a_stop_by_the_text_alone(Subject subject, bool breaks, string output)
    {
        await using var bench = await Bench.Of(subject);
        var process = await bench.CloneAndRun("a");

        await bench.Call(["exec", "a", .. breaks ? bench.Facts.Panic : bench.Facts.PowerOff]);

        Assert.Equal(0, await process.Exited);
        Assert.Matches(output, Bench.Said(process.OutputFile));
        Assert.Equal("stopped", (await bench.States())["a"]);
        await Eventually.Holds(() => Task.FromResult(bench.Processes().Count == 0), () => $"nothing of it is left: {string.Join("; ", bench.Processes())}");
    }

    [Theory]
    [EachSubject]
    public async Task Two_homes_know_nothing_of_each_other(Subject subject)
    {
        await using var one = await Bench.Of(subject);
        await using var other = await Bench.Of(subject);
        await one.CloneAndRun("a");
        await other.Clone("a");

        Assert.Equal(("running", "stopped"), ((await one.States())["a"], (await other.States())["a"]));
        Assert.Equal(2, (await other.Call("stop", "a")).ExitCode);
        await other.Do("delete", "a");
        Assert.Equal("running", (await one.States())["a"]);
    }
}
