using System.Net.Http.Json;
using Lab.Contracts;
using Lab.Tests.Support;
using Lab.Tests.TartStandIn;

namespace Lab.Tests.VmController;

/// <summary>What goes wrong is said, never hidden and never guessed.</summary>
public sealed class TroubleTests(Stores stores)
{
    private static readonly VmSpec Small = new() { Cpu = 1, MemoryMiB = 64, Lease = TimeSpan.FromMinutes(5) };

    private readonly string _root = RunningController.NewRoot();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("panic", "guest has stopped the virtual machine due to error")]
    [InlineData("poweroff", "guest has stopped the virtual machine")]
    public async Task A_guest_that_ends_by_itself_is_a_failure_though_its_process_exits_with_0(string command, string text)
    {
        await using var controller = await RunningController.Start(stores, _root);
        using var put = await controller.Put("lab-r-0", Small);
        await controller.Reaches("lab-r-0", VmState.Ready);

        await RunningController.Tart(_root, "exec", "lab-r-0", command);

        var failed = await controller.Reaches("lab-r-0", VmState.Failed);
        Assert.StartsWith(text, failed.Error, StringComparison.Ordinal);
        Assert.NotNull(failed.Advice);
        using var delete = await controller.Delete("/vms/lab-r-0");
        await controller.IsGone("lab-r-0");
    }

    [Fact]
    public async Task A_machine_stopped_by_hand_is_a_failure()
    {
        await using var controller = await RunningController.Start(stores, _root);
        using var put = await controller.Put("lab-r-0", Small);
        await controller.Reaches("lab-r-0", VmState.Ready);

        await RunningController.Tart(_root, "stop", "lab-r-0");

        Assert.Contains("'tart stop'", (await controller.Reaches("lab-r-0", VmState.Failed)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_memory_than_the_host_has_is_refused_with_advice()
    {
        await using var controller = await RunningController.Start(stores, _root);
        using var put = await controller.Put("lab-r-0", Small with { MemoryMiB = 1 << 20 });

        var failed = await controller.Reaches("lab-r-0", VmState.Failed);

        Assert.Contains("asks for 1048576 MiB", failed.Error, StringComparison.Ordinal);
        Assert.Contains("MemoryReserveMiB", failed.Advice, StringComparison.Ordinal);
        Assert.Equal("", (await RunningController.Tart(_root, "list", "-q")).Output.Trim());
    }

    [Fact]
    public async Task A_call_that_blocks_for_ever_meets_its_limit_and_the_state_says_so()
    {
        await using var controller = await RunningController.Start(stores, _root, "--VmController:CallLimit", "00:00:04");
        using var held = HeldHome.Lock(RunningController.HomeIn(_root));
        using var put = await controller.Put("lab-r-0", Small);

        var failed = await controller.Reaches("lab-r-0", VmState.Failed);

        Assert.Contains("clone standin lab-r-0' gave no answer within 4 s", failed.Error, StringComparison.Ordinal);
        Assert.Contains("lock on TART_HOME", failed.Advice, StringComparison.Ordinal);
        using var delete = await controller.Delete("/vms/lab-r-0");
        await controller.IsGone("lab-r-0");
    }

    [Fact]
    public async Task A_machine_that_nobody_of_the_lab_made_is_neither_replaced_nor_deleted()
    {
        await using var controller = await RunningController.Start(stores, _root);
        using var first = await controller.Put("lab-r-1", Small);
        await controller.Reaches("lab-r-1", VmState.Ready);
        await RunningController.Tart(_root, "clone", "standin", "lab-r-0");

        using var put = await controller.Put("lab-r-0", Small);
        var failed = await controller.Reaches("lab-r-0", VmState.Failed);
        using var delete = await controller.Delete("/vms/lab-r-0");
        await controller.IsGone("lab-r-0");

        Assert.Contains("that this lab did not make", failed.Error, StringComparison.Ordinal);
        Assert.Contains("lab-r-0\n", (await RunningController.Tart(_root, "list", "-q")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_is_not_there_fails_with_the_words_of_the_command_line()
    {
        await using var controller = await RunningController.Start(stores, _root);
        using var put = await controller.Put("lab-r-0", Small with { Image = "nowhere" });

        Assert.Contains("the specified VM \"nowhere\" does not exist", (await controller.Reaches("lab-r-0", VmState.Failed)).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere/tart", "could not be started")]
    [InlineData("/bin/false", "(from VmController:TartPath) cannot be used")]
    [InlineData("/bin/echo", "which is neither Tart's nor that of a stand-in")]
    public async Task A_backend_that_cannot_be_used_says_why_and_what_to_do(string path, string text)
    {
        await using var controller = await RunningController.Start(stores, _root, "--VmController:TartPath", path);

        var backend = await controller.Http.GetFromJsonAsync<VmBackend>("/backend", LabJson.Options, Token);
        Assert.Contains(text, backend!.Problem, StringComparison.Ordinal);
        Assert.False(backend.IsVirtualMachine);

        using var put = await controller.Put("lab-r-0", Small);
        Assert.Contains(text, (await controller.Reaches("lab-r-0", VmState.Failed)).Advice, StringComparison.Ordinal);
        using var delete = await controller.Delete("/vms/lab-r-0");
        await controller.IsGone("lab-r-0");
    }

    [Fact]
    public async Task A_second_controller_of_the_same_directory_does_not_act()
    {
        await using var first = await RunningController.Start(stores, _root);
        using var put = await first.Put("lab-r-0", Small);
        await first.Reaches("lab-r-0", VmState.Ready);

        await using (var second = await RunningController.Start(stores, _root))
        {
            var backend = await second.Http.GetFromJsonAsync<VmBackend>("/backend", LabJson.Options, Token);
            Assert.Contains("Another vm-controller uses", backend!.Problem, StringComparison.Ordinal);
            await second.Stop();
            Assert.Equal(VmState.Ready, (await first.Get("lab-r-0"))!.State);
        }
    }
}
