using System.Diagnostics;
using System.Net.Http.Json;
using Lab.Contracts;
using Lab.Tests.Support;
using Lab.Tests.TartStandIn;

namespace Lab.Tests.VmController.BadTart;

/// <summary>A command line that lies, fails, hangs or is another version's: what is not known is called unknown, and nothing is done on a guess.</summary>
public sealed class BadTartTests : IAsyncDisposable
{
    private static readonly VmSpec Small = new() { Image = "base", Cpu = 1, MemoryMiB = 64, Lease = TimeSpan.FromMinutes(5) };

    private readonly Stores _stores;
    private readonly string _root = RunningController.NewRoot();
    private readonly LyingTart _tart;
    private RunningController? _controller;

    public BadTartTests(Stores stores)
    {
        _stores = stores;
        _tart = new LyingTart(_root);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var verb in new[] { "list", "clone", "set", "run", "ip", "exec", "stop", "delete" })
        {
            _tart.Heal(verb);
        }

        if (_controller is not null)
        {
            await _controller.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_machine_goes_its_whole_way_with_this_one_so_that_the_other_tests_show_what_they_say()
    {
        var controller = await Start();
        using var put = await controller.Put("lab-r-0", Small);

        var ready = await controller.Reaches("lab-r-0", VmState.Ready);
        Assert.Equal((LyingTart.Address, "Tart 2.35.0"), (ready.Ip, ready.Machine));

        using var delete = await controller.Delete("/vms/lab-r-0");
        await controller.IsGone("lab-r-0");
        Assert.Empty(_tart.Machines);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[{}]")]
    [InlineData("[1,2]")]
    [InlineData("""[{"Name":7}]""")]
    [InlineData("""[{"Name":"lab-r-0","Running":false,"State":"sto""")]
    [InlineData("<html>502 Bad Gateway</html>")]
    [InlineData("Segmentation fault")]
    public async Task Nothing_is_made_or_deleted_on_a_list_that_cannot_be_read(string list)
    {
        _tart.Say("list", list);
        var controller = await Start();
        using var put = await controller.Put("lab-r-0", Small);

        var unknown = await controller.Reaches("lab-r-0", VmState.Unknown);

        Assert.Contains("cannot be read", unknown.Error, StringComparison.Ordinal);
        Assert.NotNull(unknown.Advice);
        Assert.DoesNotContain(_tart.Calls, c => c.StartsWith("clone", StringComparison.Ordinal) || c.StartsWith("delete", StringComparison.Ordinal));
        var inventory = await controller.Http.GetFromJsonAsync<VmInventory>("/vms", LabJson.Options, Token);
        Assert.Contains("is not known", inventory!.Backend.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_turns_to_garbage_makes_a_ready_machine_unknown_and_not_stopped()
    {
        var controller = await Start();
        using var put = await controller.Put("lab-r-0", Small);
        await controller.Reaches("lab-r-0", VmState.Ready);

        _tart.Say("list", "", error: "warning: something");
        Assert.Contains("cannot be read", (await controller.Reaches("lab-r-0", VmState.Unknown)).Error, StringComparison.Ordinal);

        _tart.Heal("list");
        Assert.Null((await controller.Reaches("lab-r-0", VmState.Ready)).Error);
        Assert.Single(_tart.Calls, c => c.StartsWith("clone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Entries_without_Running_and_State_are_neither_stopped_nor_running()
    {
        _tart.Say("list", """[{"Source":"local","Name":"lab-r-0","Disk":50,"Size":10,"SizeOnDisk":9}]""");
        var controller = await Start();
        using var put = await controller.Put("lab-r-0", Small);

        await controller.Reaches("lab-r-0", VmState.Unknown);

        Assert.DoesNotContain(_tart.Calls, c => c.Split(' ')[0] is "clone" or "delete" or "stop" or "run");
    }

    [Fact]
    public async Task The_list_of_a_version_before_2_31_is_understood()
    {
        _tart.Say("list", """[{"SizeOnDisk":9,"State":"running","Running":true,"Source":"local","Name":"mine","Size":10,"Disk":50},{"SizeOnDisk":9,"Running":false,"Source":"local","Name":"other","Size":10}]""");
        var controller = await Start();

        var inventory = await controller.Http.GetFromJsonAsync<VmInventory>("/vms", LabJson.Options, Token);

        Assert.Equal((1, null), (inventory!.Foreign, inventory.Backend.Problem));
    }

    [Fact]
    public async Task A_list_that_hangs_holds_up_no_answer_and_makes_the_state_unknown_within_its_limit()
    {
        _tart.Hang("list");
        var controller = await Start("--VmController:CallLimit", "00:00:02");
        using var put = await controller.Put("lab-r-0", Small);

        var began = Stopwatch.GetTimestamp();
        Assert.NotNull(await controller.Get("lab-r-0"));
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(2));

        Assert.Contains("gave no answer within 2 s", (await controller.Reaches("lab-r-0", VmState.Unknown)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_executable_that_vanishes_makes_the_state_unknown_and_says_how_to_get_it()
    {
        var controller = await Start();
        using var put = await controller.Put("lab-r-0", Small);
        await controller.Reaches("lab-r-0", VmState.Ready);
        File.Move(_tart.Path, $"{_tart.Path}.away");

        var unknown = await controller.Reaches("lab-r-0", VmState.Unknown);

        Assert.Contains("could not be started", unknown.Error, StringComparison.Ordinal);
        Assert.Contains("Install Tart", unknown.Advice, StringComparison.Ordinal);
        File.Move($"{_tart.Path}.away", _tart.Path);
        await controller.Reaches("lab-r-0", VmState.Ready);
    }

    [Theory]
    [InlineData("guest has stopped the virtual machine due to error: Error Domain=VZErrorDomain Code=1", 0, "due to error")]
    [InlineData("virtual machine's network attachment <VZNATNetworkDevice> has been disconnected with error: gone", 0, "disconnected with error")]
    [InlineData("", 0, "did not say why")]
    [InlineData("", 1, "exited with code 1")]
    public async Task A_run_that_ends_is_a_failure_whatever_its_exit_code(string output, int code, string text)
    {
        _tart.Say("run", output, code);
        var controller = await Start();
        using var put = await controller.Put("lab-r-0", Small);

        var failed = await controller.Reaches("lab-r-0", VmState.Failed);

        Assert.Contains(text, failed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clone_that_says_yes_and_makes_nothing_is_a_failure_and_is_not_repeated()
    {
        _tart.Say("clone", "");
        var controller = await Start();
        using var put = await controller.Put("lab-r-0", Small);

        Assert.Contains("no longer has 'lab-r-0'", (await controller.Reaches("lab-r-0", VmState.Failed)).Error, StringComparison.Ordinal);
        Assert.Single(_tart.Calls, c => c.StartsWith("clone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lease_that_lapses_leaves_nothing_within_30_s_though_stop_hangs_and_the_machine_is_deaf()
    {
        _tart.BeDeaf();
        var controller = await Start();
        using var put = await controller.Put("lab-r-0", Small with { Lease = TimeSpan.FromSeconds(20) });
        await controller.Reaches("lab-r-0", VmState.Ready);
        _tart.Hang("stop");

        // Asked for again with a short lease, which then ends.
        using var shorter = await controller.Put("lab-r-0", Small with { Lease = TimeSpan.FromSeconds(1) });
        var began = Stopwatch.GetTimestamp();
        await controller.IsGone("lab-r-0");

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(31));
        Assert.Empty(_tart.Machines);
    }

    [Fact]
    public async Task A_machine_nobody_wants_is_stopped_also_while_the_list_hangs_and_deleted_once_it_answers()
    {
        var controller = await Start();
        using var put = await controller.Put("lab-r-0", Small);
        await controller.Reaches("lab-r-0", VmState.Ready);
        var id = int.Parse(await File.ReadAllTextAsync(Path.Combine(_root, "lying-tart", "vms", "lab-r-0", "pid"), Token), System.Globalization.CultureInfo.InvariantCulture);
        _tart.Hang("list");

        using var delete = await controller.Delete("/vms/lab-r-0");

        await Eventually.Holds(() => !Lab.Shell.Processes.IsRunning(id), "its process has ended");
        Assert.NotNull(await controller.Get("lab-r-0"));
        Assert.DoesNotContain(_tart.Calls, c => c.StartsWith("delete", StringComparison.Ordinal));
        _tart.Heal("list");
        await controller.IsGone("lab-r-0");
    }

    private async Task<RunningController> Start(params string[] settings) =>
        _controller = await RunningController.Start(_stores, _root, ["--VmController:TartPath", _tart.Path, "--VmController:StopGrace", "00:00:02", .. settings]);
}
