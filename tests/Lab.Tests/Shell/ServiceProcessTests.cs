using System.Collections.Concurrent;
using Lab.Shell;
using Lab.Tests.TartStandIn;

namespace Lab.Tests.Shell;

public sealed class ServiceProcessTests
{
    private readonly ConcurrentQueue<string> _lines = new();

    [Fact]
    public async Task Hands_over_every_line_before_it_says_that_it_exited()
    {
        using var service = Start("for i in 1 2 3; do echo $i; done; echo e >&2; exit 4");

        Assert.Equal(4, await service.Exited);

        Assert.Equal(["1", "2", "3", "e"], _lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Is_killed_with_all_that_it_started()
    {
        using var service = Start("sleep 60 & echo $!; wait");
        await Eventually.Holds(() => !_lines.IsEmpty, "the child is started");
        var child = int.Parse(_lines.First());

        service.Kill();

        await service.Exited;
        await Eventually.Holds(() => !Processes.IsRunning(child), "the child is gone");
        service.Kill();
    }

    [Fact]
    public async Task Is_signalled_by_its_id()
    {
        using var service = Start("trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done");
        await Eventually.Holds(() => _lines.Contains("ready"), "the trap is set");

        Assert.True(service.Signal(PosixSignal.Terminate));

        Assert.Equal(0, await service.Exited);
        Assert.Contains("bye", _lines);
        Assert.False(service.Signal(PosixSignal.Terminate));
    }

    private ServiceProcess Start(string script) => ServiceProcess.Start(new Command("sh", "-c", script), _lines.Enqueue);
}
