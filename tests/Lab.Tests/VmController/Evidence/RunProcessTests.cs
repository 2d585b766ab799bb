using Lab.Shell;
using Lab.Tests.TartStandIn;
using Lab.VmController.Host;
using Lab.VmController.Tart;

namespace Lab.Tests.VmController.Evidence;

/// <summary>The process of a machine, and what it started.</summary>
public sealed class RunProcessTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("lab-run-").FullName;
    private readonly OutputHolder _holder = new(new CommandRunner(TimeProvider.System));
    private readonly List<RunProcess> _started = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (var process in _started)
        {
            process.Kill();
        }

        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task What_a_killed_process_started_remains_until_it_is_killed_too()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Groups are looked into by /proc.");
        var process = Launch("sleep 1000 & sleep 1000 & wait");
        await Eventually.Holds(() => Children(process.Id) == 2, "it has two children");

        process.Signal(PosixSignal.Kill);
        await Eventually.Holds(() => process.State == ProcessState.Remains, "its children are seen");
        Assert.True(process.IsThere);

        process.Kill();
        await Eventually.Holds(() => process.State == ProcessState.Ended, "all have ended");
    }

    [Fact]
    public async Task A_process_whose_record_was_never_written_is_known_by_its_output()
    {
        var process = Launch("sleep 1000");
        File.Delete(Path.Combine(_directory, "process.json"));

        var adopted = await RunProcess.Adopt(_directory, _holder, Token);

        Assert.Equal((process.Id, ProcessState.Alive), (adopted!.Id, adopted.State));
        adopted.Kill();
        await Eventually.Holds(() => adopted.State == ProcessState.Ended, "it has ended");
    }

    [Theory]
    [InlineData("""{"Id":0}""")]
    [InlineData("""{"Id":1}""")]
    [InlineData("""{"Id":-1}""")]
    [InlineData("""{"Id":12""")]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_record_that_names_no_process_of_ours_leads_to_none(string record)
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "process.json"), record, Token);

        Assert.Null(await RunProcess.Adopt(_directory, _holder, Token));
    }

    [Fact]
    public async Task An_id_that_another_process_has_by_now_is_not_taken_for_the_machine()
    {
        var other = Launch("sleep 1000");
        await File.WriteAllTextAsync(Path.Combine(_directory, "process.json"), $$"""{"Id":{{other.Id}},"StartedAt":"2020-01-01T00:00:00Z"}""", Token);

        var adopted = await RunProcess.Adopt(_directory, _holder, Token);
        adopted!.Kill();

        Assert.Equal(ProcessState.Ended, adopted.State);
        Assert.Equal(ProcessState.Alive, other.State);
    }

    private static int Children(int group) => Directory.EnumerateDirectories("/proc")
        .Select(d => Path.GetFileName(d))
        .Count(n => n.All(char.IsAsciiDigit) && ProcessGroup.Of(n) is { IsAtWork: true } process && process.Group == group) - 1;

    private RunProcess Launch(string script)
    {
        var process = RunProcess.Launch(new Command("/bin/sh", "-c", script), _directory);
        _started.Add(process);
        return process;
    }
}
