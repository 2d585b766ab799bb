using System.Globalization;
using Lab.Shell;

namespace Lab.Tests.TartStandIn;

/// <summary>The life of a machine: its memory, its lock, and the ways it can end.</summary>
public sealed class RunTests : IAsyncDisposable
{
    private readonly StandIn _tart = new();

    public ValueTask DisposeAsync() => _tart.DisposeAsync();

    [Fact]
    public async Task Holds_the_memory_that_its_machine_is_set_to()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Resident memory is read from /proc.");
        await Cloned("a", memoryMiB: 300);

        var process = await _tart.RunReady("a");

        var status = await File.ReadAllLinesAsync($"/proc/{process.Id}/status", TestContext.Current.CancellationToken);
        var resident = long.Parse(status.First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        Assert.InRange(resident / 1024, 300, 400);
    }

    [Fact]
    public async Task Says_that_it_is_no_virtual_machine_and_has_no_network()
    {
        await Cloned("a");

        var process = await _tart.RunReady("a");

        Assert.Contains("no virtual machine", await File.ReadAllTextAsync(process.ErrorFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("", await File.ReadAllTextAsync(process.OutputFile, TestContext.Current.CancellationToken));
        var ip = await _tart.Call("ip", "a");
        Assert.Equal((1, "no IP address found\n"), (ip.ExitCode, ip.Error));
    }

    [Fact]
    public async Task While_it_runs_it_is_listed_so_and_can_be_neither_run_again_nor_deleted()
    {
        await Cloned("a");
        await _tart.RunReady("a");

        Assert.Equal("running", (await _tart.States())["a"]);
        var again = await _tart.Call("run", "a");
        Assert.Equal((2, "VM \"a\" is already running!\n"), (again.ExitCode, again.Error));
        var delete = await _tart.Call("delete", "a");
        Assert.Equal((1, "VM \"a\" is running\n"), (delete.ExitCode, delete.Error));
    }

    [Fact]
    public async Task Setting_a_running_machine_leaves_it_running()
    {
        await Cloned("a");
        await _tart.RunReady("a");

        await _tart.Do("set", "a", "--cpu", "2");

        Assert.Equal("running", (await _tart.States())["a"]);
    }

    [Fact]
    public async Task A_stop_ends_it_with_a_word_and_code_0()
    {
        await Cloned("a");
        var process = await _tart.RunReady("a");

        await _tart.Do("stop", "a");

        Assert.Equal(0, await process.Exited);
        Assert.Equal("Stopping VM...\n", await File.ReadAllTextAsync(process.OutputFile, TestContext.Current.CancellationToken));
        Assert.Equal("stopped", (await _tart.States())["a"]);
        Assert.False(File.Exists(Path.Combine(_tart.Home, "vms", "a", "control.sock")));
    }

    [Theory]
    [InlineData(PosixSignal.Interrupt, 0, "Stopping VM...\n")]
    [InlineData(PosixSignal.Terminate, 143, "")]
    [InlineData(PosixSignal.Kill, 137, "")]
    public async Task Signals_end_it_as_they_end_Tart(PosixSignal signal, int code, string output)
    {
        await Cloned("a");
        var process = await _tart.RunReady("a");

        process.Signal(signal);

        Assert.Equal(code, await process.Exited);
        Assert.Equal(output, await File.ReadAllTextAsync(process.OutputFile, TestContext.Current.CancellationToken));
        Assert.Equal("stopped", (await _tart.States())["a"]);
        await _tart.Do("delete", "a");
    }

    [Fact]
    public async Task A_killed_machine_runs_again()
    {
        await Cloned("a");
        var first = await _tart.RunReady("a");
        first.Signal(PosixSignal.Kill);
        await first.Exited;

        await _tart.RunReady("a");

        Assert.Equal("running", (await _tart.States())["a"]);
    }

    [Theory]
    [InlineData("poweroff", "guest has stopped the virtual machine\n")]
    [InlineData("panic", "guest has stopped the virtual machine due to error: ")]
    public async Task A_guest_that_ends_is_told_from_a_stop_by_the_text_alone(string command, string output)
    {
        await Cloned("a");
        var process = await _tart.RunReady("a");

        await _tart.Do("exec", "a", command);

        Assert.Equal(0, await process.Exited);
        Assert.StartsWith(output, await File.ReadAllTextAsync(process.OutputFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_follows_the_name_in_exec_is_the_guests_and_no_option_of_ours()
    {
        await Cloned("a");
        await _tart.RunReady("a");

        var result = await _tart.Call("exec", "a", "ls", "--help", "--", "-q");

        Assert.Equal(127, result.ExitCode);
        Assert.Contains("ls --help -- -q: command not found", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupt_while_it_waits_for_the_homes_lock_does_not_end_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Who waits for a lock is read from /proc.");
        await Cloned("a");
        using var held = HeldHome.Lock(_tart.Home);
        var process = _tart.Run("a");
        await Eventually.Holds(() => WaitsForLock(process.Id), "it waits for the home's lock");

        process.Signal(PosixSignal.Interrupt);

        Assert.Equal("stopped", (await _tart.States())["a"]);
        Assert.False(process.Exited.IsCompleted);
        Assert.Equal(2, (await _tart.Call("stop", "a")).ExitCode);
    }

    /// <summary>The kernel lists who waits for a lock: <c>1: -> FLOCK ADVISORY WRITE 1234 …</c>.</summary>
    private static bool WaitsForLock(int id) =>
        File.ReadLines("/proc/locks").Any(l => l.Contains("-> FLOCK", StringComparison.Ordinal) && l.Contains($" {id} ", StringComparison.Ordinal));

    private async Task Cloned(string name, int memoryMiB = 64)
    {
        await _tart.Do("clone", "standin", name);
        await _tart.Do("set", name, "--memory", $"{memoryMiB}", "--random-mac");
    }
}
