using Lab.Shell;
using Lab.TartStandIn.Home;

namespace Lab.Tests.TartStandIn.Conformance;

/// <summary>The two locks: the one on config.json that means "running", and the one on the home that is waited for without a word.</summary>
public sealed class LockTests
{
    [Theory]
    [EachSubject]
    public async Task Running_means_that_another_process_holds_the_lock_on_its_config(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        await bench.Clone("a");

        using (ConfigLock.TryTake(bench.FileOf("a", "config.json")))
        {
            Assert.Equal("running", (await bench.States())["a"]);
            var run = await bench.Call("run", "a");
            Assert.Equal((2, "VM \"a\" is already running!\n"), (run.ExitCode, run.Error));
            var delete = await bench.Call("delete", "a");
            Assert.Equal((1, "VM \"a\" is running\n"), (delete.ExitCode, delete.Error));
        }

        Assert.Equal("stopped", (await bench.States())["a"]);
        await bench.Do("delete", "a");
    }

    [Theory]
    [EachSubject]
    public async Task The_lock_is_the_run_s_and_dies_with_it(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        var process = await bench.CloneAndRun("a");
        Assert.Equal(process.Id, ConfigLock.Holder(bench.FileOf("a", "config.json")));

        process.Signal(PosixSignal.Kill);
        await process.Exited;

        Assert.Null(ConfigLock.Holder(bench.FileOf("a", "config.json")));
    }

    [Theory]
    [EachSubject("clone a b")]
    [EachSubject("run a")]
    public async Task While_the_home_is_locked_the_call_waits_without_a_word(Subject subject, string call)
    {
        await using var bench = await Bench.Of(subject);
        await bench.Clone("a");
        using var held = HeldHome.Lock(bench.Home);

        var result = await bench.Call(TimeSpan.FromSeconds(2), Bench.Words(call));

        Assert.Equal((CommandEnd.TimedOut, "", ""), (result.End, result.Output, result.Error));
        Assert.Equal(["a"], (await bench.States()).Keys);
        held.Dispose();
        await bench.Do("clone", "a", "b");
    }

    [Theory]
    [EachSubject("list", 0)]
    [EachSubject("get a", 0)]
    [EachSubject("set a --cpu 4", 0)]
    [EachSubject("ip a", 1)]
    [EachSubject("stop a", 2)]
    [EachSubject("exec a true", 2)]
    [EachSubject("delete a", 0)]
    [EachSubject("run missing", 1)]
    [EachSubject("run a --net-host --net-softnet", 64)]
    [EachSubject("--version", 0)]
    public async Task While_the_home_is_locked_all_other_calls_go_on(Subject subject, string call, int code)
    {
        await using var bench = await Bench.Of(subject);
        await bench.Clone("a");
        using var held = HeldHome.Lock(bench.Home);

        var result = await bench.Call(Bench.Words(call));

        Assert.Equal((CommandEnd.Exited, code), (result.End, result.ExitCode));
    }

    [Theory]
    [EachSubject]
    public async Task A_running_machine_does_not_keep_the_home_locked(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        await bench.CloneAndRun("a");

        await bench.Clone("b");

        Assert.Equal(["a", "b"], (await bench.States()).Keys.Order());
    }

    [Theory]
    [EachSubject]
    public async Task An_interrupt_while_it_waits_for_the_home_is_lost_and_it_starts_once_the_home_is_free(Subject subject)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Who waits for a lock is read from /proc.");
        await using var bench = await Bench.Of(subject);
        await bench.Clone("a");
        using var held = HeldHome.Lock(bench.Home);
        var process = bench.Run("a");
        await Eventually.Holds(() => WaitsForLock(process.Id), "it waits for the home's lock");

        process.Signal(PosixSignal.Interrupt);

        Assert.Equal("stopped", (await bench.States())["a"]);
        Assert.False(process.Exited.IsCompleted);
        Assert.Equal(2, (await bench.Call("stop", "a")).ExitCode);
        held.Dispose();
        await Eventually.Holds(async () => (await bench.States())["a"] == "running", "it starts all the same");
    }

    /// <summary>The kernel lists who waits for a lock: <c>1: -> FLOCK ADVISORY WRITE 1234 …</c>.</summary>
    private static bool WaitsForLock(int id) =>
        File.ReadLines("/proc/locks").Any(l => l.Contains("-> FLOCK", StringComparison.Ordinal) && l.Contains($" {id} ", StringComparison.Ordinal));
}
