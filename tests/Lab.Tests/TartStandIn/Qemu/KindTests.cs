using System.Text.Json;
using Lab.TartStandIn.Machines.Qemu;

namespace Lab.Tests.TartStandIn.Qemu;

/// <summary>What new machines are made of, and that a machine stays what it was made of.</summary>
public sealed class KindTests : IAsyncDisposable
{
    private readonly StandIn _tart = new();

    public ValueTask DisposeAsync() => _tart.DisposeAsync();

    [Fact]
    public async Task Machines_are_QEMUs_where_they_can_be_had()
    {
        RequireQemu();
        Chosen(null);

        Assert.Equal("2.35.0-standin (qemu)\n", await _tart.Do("--version"));
        Assert.DoesNotContain("NOT HERE", await _tart.Do("--help"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_QEMU_they_are_processes_and_help_says_what_is_missing_and_how_to_get_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "QEMU machines are for Linux.");
        Chosen(null);
        _tart.Variables["PATH"] = _tart.Home;
        _tart.Variables[QemuHost.KernelVariable] = "/nowhere/vmlinuz-1.2.3";

        Assert.Equal("2.35.0-standin (process)\n", await _tart.Do("--version"));
        var help = await _tart.Do("--help");
        Assert.Matches("qemu .*NOT HERE: there is no qemu-system-.* on PATH .*apt-get install qemu-system-.*/nowhere/vmlinuz-1.2.3", help);
    }

    [Theory]
    [InlineData("hologram", "LAB_STANDIN_MACHINES is 'hologram'; it can be 'qemu' or 'process'")]
    [InlineData("qemu", "LAB_STANDIN_MACHINES asks for machines of kind 'qemu', which cannot be had: ")]
    public async Task A_kind_that_cannot_be_had_is_refused(string kind, string text)
    {
        Chosen(kind);
        _tart.Variables["PATH"] = _tart.Home;

        foreach (var call in new[] { "--version", "clone standin a", "create --linux a" })
        {
            var result = await _tart.Call(call.Split(' '));
            Assert.Equal(1, result.ExitCode);
            Assert.Contains(text, result.Error, StringComparison.Ordinal);
        }

        Assert.Equal("\n", await _tart.Do("list", "-q"));
    }

    [Fact]
    public async Task A_kernel_that_is_named_must_be_one_with_modules()
    {
        RequireQemu();
        Chosen("qemu");
        foreach (var kernel in new[] { "/etc/passwd", "/boot/vmlinuz-0.0.0", "vmlinuz-" })
        {
            _tart.Variables[QemuHost.KernelVariable] = kernel;
            var result = await _tart.Call("--version");
            Assert.Equal(1, result.ExitCode);
            Assert.Contains(QemuHost.KernelVariable, result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_machine_keeps_its_kind_and_does_not_run_where_that_is_gone()
    {
        RequireQemu();
        Chosen("qemu");
        await _tart.Do("clone", "standin", "a");
        Chosen("process");
        await _tart.Do("clone", "a", "b");
        await _tart.Do("clone", "standin", "c");

        using var json = JsonDocument.Parse(await _tart.Do("list", "--format", "json"));
        Assert.Equal(["qemu", "qemu", "process"], json.RootElement.EnumerateArray().OrderBy(v => v.GetProperty("Name").GetString()).Select(v => v.GetProperty("StandIn").GetString()));

        _tart.Variables["PATH"] = _tart.Home;
        var run = await _tart.Call("run", "b");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Error: VM \"b\" is of kind 'qemu', which cannot run here: there is no qemu-system-", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_QEMU_machine_has_at_least_128_MiB()
    {
        RequireQemu();
        Chosen("qemu");
        await _tart.Do("clone", "standin", "a");

        var result = await _tart.Call("set", "a", "--memory", "127");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Error: LessThanMinimalResourcesError: VM should have 134217728 bytes of memory at minimum (requested 133169152)", result.Error, StringComparison.Ordinal);
        await _tart.Do("set", "a", "--memory", "128", "--disk-size", "7");
        Assert.Contains("not run yet", await _tart.Do("get", "a"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"cpuCount\":1}")]
    [InlineData("{\"standIn\":\"qemu\",\"cpuCount\":\"many\",\"cpuCountMin\":1,\"memorySize\":1,\"memorySizeMin\":1,\"macAddress\":\"x\"}")]
    [InlineData("{\"standIn\":\"qemu\",\"cpuCount\":99999999999,\"cpuCountMin\":1,\"memorySize\":1,\"memorySizeMin\":1,\"macAddress\":\"x\"}")]
    public async Task A_configuration_that_cannot_be_read_is_said_to_be_so_and_spoils_no_list(string config)
    {
        await _tart.Do("clone", "standin", "a");
        await _tart.Do("clone", "standin", "b");
        await File.WriteAllTextAsync(Path.Combine(_tart.Home, "vms", "a", "config.json"), config, TestContext.Current.CancellationToken);

        using var json = JsonDocument.Parse(await _tart.Do("list", "--format", "json"));
        Assert.StartsWith("unknown: ", json.RootElement.EnumerateArray().Single(v => v.GetProperty("Name").GetString() == "a").GetProperty("StandIn").GetString(), StringComparison.Ordinal);
        foreach (var call in new[] { "get a", "set a --cpu 1", "run a" })
        {
            var result = await _tart.Call(call.Split(' '));
            Assert.Equal(1, result.ExitCode);
            Assert.StartsWith("Error: config.json of VM \"a\" cannot be read: ", result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_acceleration_that_does_not_exist_is_refused()
    {
        RequireQemu();
        Chosen("qemu");
        _tart.Variables[Acceleration.Variable] = "warp";
        await _tart.Do("clone", "standin", "a");

        var result = await _tart.Call("run", "a");

        Assert.Equal((1, "Error: LAB_STANDIN_ACCEL is 'warp'; it can be 'kvm' or 'tcg'\n"), (result.ExitCode, result.Error));
    }

    private static void RequireQemu() => Assert.SkipWhen(QemuHost.Find().Missing is not null, QemuHost.Find().Missing ?? "");

    private void Chosen(string? kind) => _tart.Variables[ProcessMachinesUnlessAsked.Variable] = kind;
}
