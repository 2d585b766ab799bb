using Lab.Shell;
using Lab.TartStandIn.Machines.Qemu;

namespace Lab.Tests.TartStandIn.Qemu;

/// <summary>The ways a QEMU machine ends, and that nothing of it is left on the host afterwards.</summary>
public sealed class EndingTests : IAsyncDisposable
{
    private readonly StandIn _tart = QemuStandIn.Start();

    public ValueTask DisposeAsync() => _tart.DisposeAsync();

    [Theory]
    [InlineData("poweroff", "\\Aguest has stopped the virtual machine\n\\z")]
    [InlineData("panic", "\\Aguest has stopped the virtual machine due to error: Kernel panic - not syncing: .+\n\\z")]
    [InlineData("reboot", "\\Aguest has stopped the virtual machine due to error: the guest restarted, .+\n\\z")]
    public async Task A_guest_that_ends_says_how(string command, string output)
    {
        var run = await _tart.Boot("a");

        await _tart.Call("exec", "a", command);

        Assert.Equal(0, await run.Exited);
        Assert.Matches(output, await File.ReadAllTextAsync(run.OutputFile, TestContext.Current.CancellationToken));
        await LeavesNothing();
    }

    [Fact]
    public async Task A_command_that_was_under_way_when_the_machine_ended_is_not_run_again()
    {
        var run = await _tart.Boot("a");
        var call = _tart.Call("exec", "a", "sh", "-c", "touch /tmp/begun; sleep 4711");
        await Eventually.Holds(async () => (await _tart.Call("exec", "a", "test", "-e", "/tmp/begun")).Succeeded, "it has begun");

        await _tart.Do("stop", "a");
        await run.Exited;

        var result = await call;
        Assert.Equal((1, "Error: the connection to the VM was lost before its guest answered\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task A_stop_ends_it_with_a_word_and_code_0()
    {
        var run = await _tart.Boot("a");

        await _tart.Do("stop", "a");

        Assert.Equal(0, await run.Exited);
        Assert.Equal("Stopping VM...\n", await File.ReadAllTextAsync(run.OutputFile, TestContext.Current.CancellationToken));
        await LeavesNothing();
    }

    [Fact]
    public async Task A_stop_while_it_boots_ends_it_too()
    {
        await _tart.Do("clone", "standin", "a");
        var run = _tart.Run("a");
        await Eventually.Holds(() => _tart.Qemus("a").Count == 1, "QEMU is there");

        await _tart.Do("stop", "a");

        Assert.Equal(0, await run.Exited);
        await LeavesNothing();
    }

    [Fact]
    public async Task A_QEMU_that_was_killed_is_an_error_of_the_machine()
    {
        var run = await _tart.Boot("a");

        Processes.Signal(Assert.Single(_tart.Qemus("a")), PosixSignal.Kill);

        Assert.Equal(0, await run.Exited);
        Assert.Equal(
            "guest has stopped the virtual machine due to error: QEMU was ended from outside, by signal 9\n",
            await File.ReadAllTextAsync(run.OutputFile, TestContext.Current.CancellationToken));
        await LeavesNothing();
    }

    [Fact]
    public async Task The_kernel_ends_the_guest_of_a_run_that_is_terminated()
    {
        Assert.SkipWhen(Executables.OnPath("setpriv") is null, "setpriv, which asks the kernel for that, is not on PATH.");
        var run = await _tart.Boot("a");
        var qemu = Assert.Single(_tart.Qemus("a"));

        run.Signal(PosixSignal.Terminate);

        Assert.Equal(143, await run.Exited);
        await Eventually.Holds(() => !Processes.IsRunning(qemu), "QEMU is gone though nobody called");
        await _tart.Do("list");
        await LeavesNothing(wasKilled: true);
    }

    /// <summary>Without setpriv nobody ends the QEMU of a killed run before the next call. One that was replaced has no directory any more.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_a_run_that_was_killed_nothing_is_left_after_the_next_call(bool isReplaced)
    {
        _tart.Variables["PATH"] = OnlyQemu();
        await using var foreign = QemuStandIn.Start();
        var run = await _tart.Boot("a");
        await foreign.Boot("a");
        var orphan = Assert.Single(_tart.Qemus("a"));
        if (isReplaced)
        {
            await _tart.Do("clone", "standin", "a");
        }

        run.Signal(PosixSignal.Kill);
        Assert.Equal(137, await run.Exited);
        Assert.True(Processes.IsRunning(orphan));
        Assert.Equal("stopped", (await _tart.States())["a"]);

        Assert.False(Processes.IsRunning(orphan));
        Assert.Single(foreign.Qemus("a"));
        Assert.Empty(Directory.GetFiles(Path.Combine(_tart.Home, "running")));
        await _tart.RunReady("a");
    }

    [Fact]
    public async Task A_QEMU_that_cannot_start_is_an_error_with_its_words()
    {
        await _tart.Do("clone", "standin", "a");
        await _tart.Do("set", "a", "--cpu", "100000");

        var result = await _tart.Call("run", "a");

        Assert.Equal(1, result.ExitCode);
        Assert.Matches("^Error: QEMU did not start \\(1\\): .*CPUs", result.Error.Split('\n')[^2]);
        await LeavesNothing();
    }

    /// <summary>The sockets of one that was killed lie in its directory until it runs again or is deleted.</summary>
    private async Task LeavesNothing(bool wasKilled = false)
    {
        Assert.Equal("stopped", (await _tart.States())["a"]);
        Assert.Empty(_tart.Qemus("a"));
        Assert.Empty(Directory.GetFiles(Path.Combine(_tart.Home, "running")));
        Assert.True(wasKilled || Directory.GetFiles(Path.Combine(_tart.Home, "vms", "a"), "*.sock").Length == 0);
        Assert.Empty(Directory.GetFiles(Path.Combine(_tart.Home, "tmp")));
        await _tart.Do("delete", "a");
    }

    /// <summary>A PATH on which there is QEMU and nothing else.</summary>
    private string OnlyQemu()
    {
        var directory = Directory.CreateDirectory(Path.Combine(_tart.Home, "only-qemu")).FullName;
        var qemu = QemuHost.Find().Host!.Qemu;
        File.CreateSymbolicLink(Path.Combine(directory, Path.GetFileName(qemu)), qemu);
        return directory;
    }
}
