using Lab.Shell;

namespace Lab.Tests.Shell;

public sealed class ProcessesTests
{
    [Fact]
    public async Task A_process_that_has_ended_is_gone()
    {
        using var service = ServiceProcess.Start(new Command("true"), _ => { });
        await service.Exited;

        Assert.False(Processes.IsAlive(service.Id));
        Assert.False(Processes.IsRunning(service.Id));
        Assert.False(Processes.Signal(service.Id, PosixSignal.Terminate));
        Assert.Null(Processes.StartedAt(service.Id));
        Assert.Equal($"process {service.Id}", Processes.Describe(service.Id));
    }

    [Fact]
    public async Task A_zombie_is_there_and_does_not_run()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows a zombie to everybody.");
        var id = 0;
        var file = Path.GetTempFileName();

        // The child ends once its parent has become 'sleep', which never collects it; a shell would.
        var parent = BackgroundProcess.Start(new Command("sh", "-c", "sleep 1 & echo $!; exec sleep 60"), file, "/dev/null");
        await TartStandIn.Eventually.Holds(
            () => int.TryParse(File.ReadAllText(file), out id) && Processes.IsAlive(id) && !Processes.IsRunning(id),
            "there is a zombie");

        parent.Signal(PosixSignal.Kill);
        await parent.Exited;
        File.Delete(file);
    }

    [Fact]
    public void We_are_alive_since_we_were_started()
    {
        Assert.True(Processes.IsAlive(Environment.ProcessId));
        Assert.True(Processes.IsRunning(Environment.ProcessId));
        Assert.InRange(Processes.StartedAt(Environment.ProcessId)!.Value, TimeProvider.System.GetUtcNow().AddHours(-3), TimeProvider.System.GetUtcNow().AddSeconds(1));
        Assert.Contains($"({Environment.ProcessId})", Processes.Describe(Environment.ProcessId), StringComparison.Ordinal);
    }
}
