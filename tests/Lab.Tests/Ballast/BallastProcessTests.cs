using System.Diagnostics;
using System.Globalization;
using Lab.Ballast;
using Lab.Shell;
using Lab.Tests.TartStandIn;

namespace Lab.Tests.Ballast;

/// <summary>The process as the kernel sees it.</summary>
public sealed class BallastProcessTests
{
    [Fact]
    public async Task The_kernel_says_that_the_memory_is_taken()
    {
        await using var small = RunningBallast.Start("--memory-mib", "1");
        await using var large = RunningBallast.Start("--memory-mib", "257");
        await Filled(small);
        await Filled(large);

        Assert.Equal((1, 257), (small.Said[^1].ResidentMiB, large.Said[^1].ResidentMiB));
        Assert.InRange(ResidentMiB(large.Id) - ResidentMiB(small.Id), 240, 275);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.05)]
    public async Task It_uses_the_processor_time_that_was_asked_for(double cores)
    {
        await using var ballast = RunningBallast.Start("--cores", cores.ToString(CultureInfo.InvariantCulture));
        await Eventually.Holds(() => ballast.Said.Count > 1, "it burns");
        using var process = Process.GetProcessById(ballast.Id);
        var (at, used, line) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime, ballast.Said.Count);

        await Eventually.Holds(() => ballast.Said.Count >= line + 10, "ten seconds have passed");

        process.Refresh();
        var share = (process.TotalProcessorTime - used) / Stopwatch.GetElapsedTime(at);
        Assert.InRange(share, cores * 0.9, (cores * 1.1) + 0.01);
        Assert.InRange(ballast.Said.Skip(line).Average(f => f.Cores!.Value), share - 0.02, share + 0.02);
    }

    [Theory]
    [InlineData(PosixSignal.Terminate)]
    [InlineData(PosixSignal.Interrupt)]
    public async Task It_ends_with_0_when_it_is_asked_to(PosixSignal signal)
    {
        await using var ballast = RunningBallast.Start("--memory-mib", "8", "--cores", "1.1");
        await Filled(ballast);

        ballast.Signal(signal);

        Assert.Equal(ExitCodes.Asked, await ballast.Exited);
        Assert.Equal("", ballast.Error);
    }

    [Fact]
    public async Task It_can_be_ended_while_it_fills()
    {
        await using var ballast = RunningBallast.Start("--memory-mib", "4096");
        await Eventually.Holds(() => ballast.Said.Count > 0, "it fills");

        ballast.Signal(PosixSignal.Terminate);

        Assert.Equal(ExitCodes.Asked, await ballast.Exited);
    }

    [Theory]
    [InlineData(PosixSignal.Kill)]
    [InlineData(PosixSignal.Terminate)]
    public async Task It_does_not_outlive_its_parent(PosixSignal signal)
    {
        var directory = Directory.CreateTempSubdirectory("lab-parent-").FullName;
        var parent = BackgroundProcess.Start(new Command("sleep", "60"), Path.Combine(directory, "out"), Path.Combine(directory, "err"));
        await using var ballast = RunningBallast.Start("--memory-mib", "4", "--parent", $"{parent.Id}");
        await Filled(ballast);

        parent.Signal(signal);

        Assert.Equal(ExitCodes.ParentGone, await ballast.Exited);
        Assert.Contains($"Process {parent.Id}", ballast.Error, StringComparison.Ordinal);
        await parent.Exited;
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task What_the_host_does_not_give_is_said_in_words()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux refuses memory when it is asked for.");
        await using var ballast = RunningBallast.Start("--memory-mib", "1048576");

        Assert.Equal(ExitCodes.NotHad, await ballast.Exited);
        Assert.Contains("does not give 1048576 MiB", ballast.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_arguments_are_all_named()
    {
        await using var ballast = RunningBallast.Start("--memory-mib", "-1", "--cores", "many", "--parent", "0", "--help", "--memory-mib", "5");

        Assert.Equal(ExitCodes.BadArguments, await ballast.Exited);
        Assert.All(["'--memory-mib -1'", "'--cores many'", "'--parent 0'", "'--help' is not known", "'--memory-mib' is given twice", "usage:"], t => Assert.Contains(t, ballast.Error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData]
    [InlineData("--memory-mib", "0", "--cores", "0")]
    public async Task Nothing_is_no_load(params string[] arguments)
    {
        await using var ballast = RunningBallast.Start(arguments);

        Assert.Equal(ExitCodes.BadArguments, await ballast.Exited);
        Assert.Contains("would be no load", ballast.Error, StringComparison.Ordinal);
    }

    private static Task Filled(RunningBallast ballast) => Eventually.Holds(() => ballast.Said.Any(f => f.IsFilled), "its memory is filled");

    private static long ResidentMiB(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.WorkingSet64 >> 20;
    }
}
