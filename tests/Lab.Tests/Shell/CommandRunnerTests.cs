using System.Diagnostics;
using Lab.Shell;

namespace Lab.Tests.Shell;

public sealed class CommandRunnerTests
{
    private readonly CommandRunner _runner = new(TimeProvider.System);

    [Fact]
    public async Task Reads_both_outputs_apart_and_the_exit_code()
    {
        var result = await Run(new Command("sh", "-c", "echo out; echo err >&2; exit 3"));

        Assert.Equal((CommandEnd.Exited, 3, "out\n", "err\n"), (result.End, result.ExitCode, result.Output, result.Error));
        Assert.False(result.Succeeded);
    }

    [Theory]
    [InlineData("; touch /tmp/owned")]
    [InlineData("$(id)")]
    [InlineData("`id`")]
    [InlineData("a b\tc\nd")]
    [InlineData("'\"\\")]
    [InlineData("*")]
    [InlineData("--version")]
    [InlineData("")]
    [InlineData("ünï ☃")]
    public async Task Hands_an_argument_on_as_it_is(string argument)
    {
        var result = await Run(new Command("printf", "%s|", argument, "end"));

        Assert.Equal($"{argument}|end|", result.Output);
    }

    [Fact]
    public async Task Kills_a_command_that_takes_too_long_with_all_its_children()
    {
        var marker = $"{300 + Environment.ProcessId}.25";
        var started = Stopwatch.GetTimestamp();

        var result = await Run(new Command("sh", "-c", $"echo begun; sleep {marker} & sleep {marker}") { Timeout = TimeSpan.FromSeconds(1) });

        Assert.Equal(CommandEnd.TimedOut, result.End);
        Assert.Null(result.ExitCode);
        Assert.Equal("begun\n", result.Output);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30));
        var left = await Run(new Command("ps", "-eo", "args"));
        Assert.DoesNotContain($"sleep {marker}", left.Output.Split('\n'));
    }

    [Fact]
    public async Task Reports_an_executable_that_is_not_there()
    {
        var result = await Run(new Command("/nowhere/tart", "list"));

        Assert.Equal(CommandEnd.NotStarted, result.End);
        Assert.Null(result.ExitCode);
        Assert.NotEqual("", result.Error);
    }

    [Fact]
    public async Task Reports_a_file_that_may_not_be_executed()
    {
        var file = Path.GetTempFileName();

        var result = await Run(new Command(file));

        File.Delete(file);
        Assert.Equal(CommandEnd.NotStarted, result.End);
    }

    [Fact]
    public async Task Sets_and_removes_variables()
    {
        var result = await Run(new Command("env") { Environment = new Dictionary<string, string?> { ["LAB_A"] = "x y", ["HOME"] = null } });

        var lines = result.Output.Split('\n');
        Assert.Contains("LAB_A=x y", lines);
        Assert.DoesNotContain(lines, l => l.StartsWith("HOME=", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("PATH=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Throws_when_the_caller_gives_up()
    {
        using var gaveUp = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        gaveUp.CancelAfter(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _runner.Run(new Command("sleep", "60"), gaveUp.Token));
    }

    [Fact]
    public async Task Says_by_which_signal_a_command_ended()
    {
        var result = await Run(new Command("sh", "-c", "kill -9 $$"));

        Assert.Equal(137, result.ExitCode);
    }

    [Fact]
    public async Task A_command_that_reads_input_finds_none()
    {
        var result = await Run(new Command("cat"));

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
    }

    [Fact]
    public void Shows_a_command_as_a_reader_would_type_it() =>
        Assert.Equal("tart clone 'it'\\''s; here' lab-a-0", new Command("tart", "clone", "it's; here", "lab-a-0").ToString());

    private Task<CommandResult> Run(Command command) => _runner.Run(command, TestContext.Current.CancellationToken);
}
