using Lab.Contracts;
using Lab.Coordinator.Clients;
using Lab.Coordinator.Factors;
using Lab.Shell;
using Lab.Tests.Support;
using Lab.Tests.TartStandIn;
using Lab.Tests.VmController;

namespace Lab.Tests.Coordinator.Factors;

/// <summary>The setting against a real vm-controller with real processes.</summary>
public sealed class BallastSettingTests(Stores stores)
{
    private static readonly BallastSetting Small = new(new BallastSpec { MemoryMiB = 64, Cores = 0.2 });

    private readonly string _root = RunningController.NewRoot();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_there_once_applied_holds_and_is_gone_once_undone()
    {
        await using var controller = await RunningController.Start(stores, _root);
        var host = Access(controller);

        Assert.Null(await Small.Preflight(host, Token));
        await Small.Apply(host, "r", Token);
        var applied = TimeProvider.System.GetUtcNow();
        await Small.Renew(host, "r", Token);
        await Small.Apply(host, "r", Token);

        var ballast = await host.Ballasts.Find("lab-r-ballast", Token);
        Assert.Equal((BallastState.Ready, 64), (ballast!.State, ballast.ResidentMiB));
        Assert.Null(await Small.Broken(host, "r", applied, Token));

        await Small.Undo(host, "r", Token);
        await Small.Undo(host, "r", Token);
        Assert.Null(await host.Ballasts.Find("lab-r-ballast", Token));
        Assert.False(Processes.IsRunning(ballast.ProcessId!.Value));
        Assert.Contains("it is gone", await Small.Broken(host, "r", applied, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_was_killed_breaks_the_trial_and_says_why()
    {
        await using var controller = await RunningController.Start(stores, _root);
        var host = Access(controller);
        await Small.Apply(host, "r", Token);
        var applied = TimeProvider.System.GetUtcNow();

        Processes.Signal((await host.Ballasts.Find("lab-r-ballast", Token))!.ProcessId!.Value, PosixSignal.Kill);

        string? broken = null;
        await Eventually.Holds(async () => (broken = await Small.Broken(host, "r", applied, Token)) is not null, "it is seen");
        Assert.Contains("SIGKILL", broken, StringComparison.Ordinal);
        await Assert.ThrowsAsync<VoidTrialException>(() => Small.Apply(host, "r", Token));
        await Small.Undo(host, "r", Token);
    }

    [Fact]
    public async Task One_that_came_anew_in_mid_trial_breaks_it()
    {
        await using var controller = await RunningController.Start(stores, _root);
        var host = Access(controller);
        await Small.Apply(host, "r", Token);
        var applied = TimeProvider.System.GetUtcNow();

        await Small.Undo(host, "r", Token);
        await Small.Apply(host, "r", Token);

        Assert.Contains("ready only since", await Small.Broken(host, "r", applied, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_host_cannot_bear_is_said_before_the_run_and_voids_a_trial_after_it()
    {
        await using var controller = await RunningController.Start(stores, _root);
        var host = Access(controller);
        var large = new BallastSetting(new BallastSpec { MemoryMiB = 1 << 20, Cores = 1024 });

        var refusal = await large.Preflight(host, Token);

        Assert.Contains("MiB to give", refusal, StringComparison.Ordinal);
        Assert.Contains("the cores of this host", refusal, StringComparison.Ordinal);
        Assert.Contains("MiB to give", (await Assert.ThrowsAsync<VoidTrialException>(() => large.Apply(host, "r", Token))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_is_told_that_there_was_no_vm() =>
        Assert.Contains("was a sham", await Small.Scope(null!, Token), StringComparison.Ordinal);

    private static HostAccess Access(RunningController controller) => new(new VmClient(controller.Http), new BallastClient(controller.Http), TimeProvider.System);
}
