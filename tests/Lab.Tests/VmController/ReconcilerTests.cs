using Lab.Contracts;
using Lab.ServiceDefaults;
using Lab.Shell;
using Lab.Tests.TartStandIn;
using Lab.VmController;
using Lab.VmController.Backends;
using Lab.VmController.Reconciling;
using Lab.VmController.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lab.Tests.VmController;

/// <summary>The loop, with answers of the command line that a real one gives only on a bad day.</summary>
public sealed class ReconcilerTests : IAsyncDisposable, ICommandRunner
{
    private static readonly VmSpec Small = new() { Cpu = 1, MemoryMiB = 64, Lease = TimeSpan.FromMinutes(5) };

    private readonly string _root = RunningController.NewRoot();
    private readonly CommandRunner _real = new(TimeProvider.System);
    private readonly ServiceProvider _services;
    private readonly Fleet _fleet;

    private volatile Func<Command, CommandResult?> _instead = _ => null;

    public ReconcilerTests()
    {
        var settings = new Dictionary<string, string?> { ["Lab:DataDirectory"] = _root };
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ICommandRunner>(this);
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(new VmControllerOptions { StandInPath = StandIn.Executable, MemoryReserveMiB = 0 }));
        services.AddSingleton(new ServiceIdentity("vm-controller", "test"));
        services.AddSingleton<VmTelemetry>();
        services.AddBackends();
        services.AddReconciling();
        _services = services.BuildServiceProvider();
        _fleet = _services.GetRequiredService<Fleet>();
    }

    public Task<CommandResult> Run(Command command, CancellationToken cancellation) =>
        _instead(command) is { } result ? Task.FromResult(result) : _real.Run(command, cancellation);

    public async ValueTask DisposeAsync()
    {
        _instead = _ => null;
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    [Theory]
    [InlineData(CommandEnd.Exited, "Segmentation fault", "cannot be read")]
    [InlineData(CommandEnd.TimedOut, "", "gave no answer")]
    [InlineData(CommandEnd.NotStarted, "", "could not be started")]
    public async Task While_the_list_says_nothing_usable_a_ready_machine_is_unknown_and_then_ready_again(CommandEnd end, string output, string error)
    {
        await Begin();
        await Reaches("lab-r-0", VmState.Ready);

        _instead = c => c.Arguments[0] == "list" ? new CommandResult(end, end == CommandEnd.Exited ? 0 : null, output, "", TimeSpan.Zero) : null;
        Assert.Contains(error, (await Reaches("lab-r-0", VmState.Unknown)).Error, StringComparison.Ordinal);

        _instead = _ => null;
        Assert.Null((await Reaches("lab-r-0", VmState.Ready)).Error);
    }

    [Fact]
    public async Task A_deleted_machine_is_not_gone_while_the_list_says_nothing_usable()
    {
        await Begin();
        await Reaches("lab-r-0", VmState.Ready);
        _instead = c => c.Arguments[0] == "list" ? new CommandResult(CommandEnd.Exited, 0, "", "", TimeSpan.Zero) : null;

        _fleet.Drop("lab-r-0", "it was deleted");
        await Reaches("lab-r-0", VmState.Unknown);

        _instead = _ => null;
        await Eventually.Holds(() => _fleet.View("lab-r-0") is null, "it is gone");
    }

    [Fact]
    public async Task A_delete_that_fails_is_tried_again_and_says_why()
    {
        await Begin();
        await Reaches("lab-r-0", VmState.Ready);
        _instead = c => c.Arguments[0] == "delete" ? new CommandResult(CommandEnd.Exited, 1, "", "Operation not permitted", TimeSpan.Zero) : null;

        _fleet.Drop("lab-r-0", "it was deleted");
        await Eventually.Holds(() => _fleet.View("lab-r-0")?.Error == "Operation not permitted", "the reason is shown");

        _instead = _ => null;
        await Eventually.Holds(() => _fleet.View("lab-r-0") is null, "it is gone");
    }

    [Fact]
    public async Task A_stop_that_lies_does_not_end_the_teardown()
    {
        await Begin();
        await Reaches("lab-r-0", VmState.Ready);
        _instead = c => c.Arguments[0] == "stop" ? new CommandResult(CommandEnd.Exited, 0, "", "", TimeSpan.Zero) : null;

        _fleet.Drop("lab-r-0", "it was deleted");

        await Eventually.Holds(() => _fleet.View("lab-r-0") is null, "it is gone");
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(RunningController.HomeIn(_root), "vms")));
    }

    [Fact]
    public async Task A_look_from_before_the_asking_is_not_believed_since_a_clone_would_replace_what_it_missed()
    {
        await Begin();
        await Reaches("lab-r-0", VmState.Ready);
        var looking = new TaskCompletionSource();
        var answered = new TaskCompletionSource();
        _instead = c =>
        {
            if (c.Arguments[0] != "list" || looking.Task.IsCompleted)
            {
                return null;
            }

            // What the list sees now it tells only later.
            var early = _real.Run(c, CancellationToken.None).GetAwaiter().GetResult();
            looking.TrySetResult();
            answered.Task.Wait(TestContext.Current.CancellationToken);
            return early;
        };
        await looking.Task;
        await RunningController.Tart(_root, "clone", "standin", "lab-r-1");

        _fleet.Put("lab-r-1", Small, default);
        answered.SetResult();

        Assert.Contains("that this lab did not make", (await Reaches("lab-r-1", VmState.Failed)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_clone_of_one_machine_does_not_hold_up_another()
    {
        var release = new TaskCompletionSource();
        _instead = c =>
        {
            if (c.Arguments[0] == "clone" && c.Arguments[^1] == "lab-slow-0")
            {
                release.Task.Wait(TestContext.Current.CancellationToken);
            }

            return null;
        };
        _fleet.Put("lab-slow-0", Small, default);
        await Begin();

        await Reaches("lab-r-0", VmState.Ready);
        Assert.Equal(VmState.Creating, _fleet.View("lab-slow-0")!.State);

        release.SetResult();
        await Reaches("lab-slow-0", VmState.Ready);
    }

    [Fact]
    public async Task Two_machines_are_not_admitted_on_the_same_memory()
    {
        var memory = await _services.GetRequiredService<IHostMemory>().Read(TestContext.Current.CancellationToken);
        Assert.SkipWhen(memory is null, "The host's memory cannot be read.");
        var most = (int)(memory.AvailableBytes * 6 / 10 >> 20);
        var held = new TaskCompletionSource();
        _instead = c =>
        {
            if (c.Arguments[0] != "clone")
            {
                return null;
            }

            held.Task.Wait(TestContext.Current.CancellationToken);
            return new CommandResult(CommandEnd.Exited, 1, "", "the test wants no more", TimeSpan.Zero);
        };

        _fleet.Put("lab-r-1", Small with { MemoryMiB = most }, default);
        _fleet.Put("lab-r-2", Small with { MemoryMiB = most }, default);
        await Start();

        await Eventually.Holds(() => States().Order().SequenceEqual([VmState.Creating, VmState.Failed]), "one is admitted, one is not");
        held.SetResult();

        IEnumerable<VmState> States() => new[] { "lab-r-1", "lab-r-2" }.Select(n => _fleet.View(n)!.State);
    }

    private async Task Begin()
    {
        _fleet.Put("lab-r-0", Small, default);
        await Start();
    }

    private async Task Start()
    {
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StartAsync(TestContext.Current.CancellationToken);
        }
    }

    private async Task<VmView> Reaches(string name, VmState state)
    {
        await Eventually.Holds(() => Task.FromResult(_fleet.View(name)?.State == state), () => $"{name} is {state}: {_fleet.View(name)}");
        return _fleet.View(name)!;
    }
}
