using System.ComponentModel;
using System.Globalization;
using Lab.Shell;
using Lab.Tests.TartStandIn;

namespace Lab.Tests.Shell;

public sealed class BackgroundProcessTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("lab-background-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Writes_its_outputs_to_files_of_their_own()
    {
        var process = Start("sh", "-c", "echo out; echo err >&2; exit 7");

        Assert.Equal(7, await process.Exited);
        Assert.Equal("out\n", await File.ReadAllTextAsync(process.OutputFile, TestContext.Current.CancellationToken));
        Assert.Equal("err\n", await File.ReadAllTextAsync(process.ErrorFile, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Leads_a_session_of_its_own_so_that_an_interrupt_of_our_terminal_misses_it()
    {
        var process = Start("sh", "-c", "ps -o sid=,pgid= -p $$");

        await process.Exited;

        var ids = (await File.ReadAllTextAsync(process.OutputFile, TestContext.Current.CancellationToken))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);
        Assert.Equal([process.Id, process.Id], ids);
    }

    [Theory]
    [InlineData(PosixSignal.Interrupt, 130)]
    [InlineData(PosixSignal.Terminate, 143)]
    [InlineData(PosixSignal.Kill, 137)]
    public async Task Says_which_signal_ended_it(PosixSignal signal, int code)
    {
        var process = Start("sleep", "60");

        Assert.True(process.Signal(signal));

        Assert.Equal(code, await process.Exited);
        Assert.False(process.Signal(PosixSignal.None));
    }

    [Fact]
    public async Task Signals_all_that_it_started()
    {
        var process = Start("sh", "-c", "sleep 60 & echo $!; wait");
        var child = 0;
        await Eventually.Holds(() => int.TryParse(File.ReadAllText(process.OutputFile), CultureInfo.InvariantCulture, out child), "the child is started");

        process.SignalGroup(PosixSignal.Kill);

        await process.Exited;
        await Eventually.Holds(() => !Processes.IsRunning(child), "the child is gone");
    }

    [Fact]
    public async Task Does_not_inherit_the_signals_that_the_runtime_ignores()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Ignored signals are read from /proc.");

        var process = Start("grep", "SigIgn", "/proc/self/status");

        await process.Exited;
        var ignored = (await File.ReadAllTextAsync(process.OutputFile, TestContext.Current.CancellationToken)).Split('\t')[1];

        // Signals 32 and 33 are the C library's own.
        Assert.Equal(0UL, ulong.Parse(ignored, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 0x7FFFFFFF);
    }

    [Fact]
    public async Task Takes_its_environment_and_directory_from_the_command()
    {
        var command = new Command("sh", "-c", "echo $LAB_A-$HOME; pwd")
        {
            Environment = new Dictionary<string, string?> { ["LAB_A"] = "x", ["HOME"] = null },
            WorkingDirectory = "/",
        };

        var process = BackgroundProcess.Start(command, Path.Combine(_directory, "out"), Path.Combine(_directory, "err"));

        await process.Exited;
        Assert.Equal("x-\n/\n", await File.ReadAllTextAsync(process.OutputFile, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Refuses_an_executable_that_is_not_there_by_name()
    {
        var exception = Assert.Throws<Win32Exception>(() => Start("/nowhere/tart"));

        Assert.Contains("/nowhere/tart", exception.Message, StringComparison.Ordinal);
    }

    private BackgroundProcess Start(string executable, params string[] arguments) =>
        BackgroundProcess.Start(new Command(executable, arguments), Path.Combine(_directory, "out"), Path.Combine(_directory, "err"));
}
