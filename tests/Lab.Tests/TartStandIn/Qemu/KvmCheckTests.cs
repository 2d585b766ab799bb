using Lab.TartStandIn.Machines.Qemu;

namespace Lab.Tests.TartStandIn.Qemu;

/// <summary>KVM counts only where a guest came up on it; small scripts play QEMU.</summary>
public sealed class KvmCheckTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("lab-kvm-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_guest_that_never_comes_up_is_no_KVM_and_is_not_waited_for()
    {
        var fault = await Check("echo $$ > \"$0.pid\"; exec sleep 600", TimeSpan.FromSeconds(2));

        Assert.Equal("/dev/kvm is there, but no guest came up on it within 2 s (LAB_STANDIN_ACCEL=kvm uses it all the same)", fault);
        var id = int.Parse(await File.ReadAllTextAsync(Path.Combine(_directory, "qemu.pid"), TestContext.Current.CancellationToken));
        Assert.False(Lab.Shell.Processes.IsRunning(id));
    }

    [Fact]
    public async Task A_guest_that_says_it_is_up_is_KVM() =>
        Assert.Null(await Check("echo SeaBIOS; echo lab-guest-is-up", TimeSpan.FromSeconds(30)));

    [Fact]
    public async Task A_guest_that_is_up_and_stays_is_KVM_as_well() =>
        Assert.Null(await Check("echo lab-guest-is-up; exec sleep 600", TimeSpan.FromSeconds(2)));

    [Fact]
    public async Task A_QEMU_that_fails_is_quoted_in_one_line() =>
        Assert.Equal(
            "/dev/kvm is there, but QEMU ended with 3 on it: failed to set MSR",
            await Check("echo failed to set MSR >&2; echo more >&2; exit 3", TimeSpan.FromSeconds(30)));

    [Fact]
    public async Task A_QEMU_that_cannot_be_started_is_said_to_be_so() =>
        Assert.Contains("nowhere", await KvmCheck.Run(Host("/nowhere/qemu"), "image", _directory, KvmCheck.Limit, TestContext.Current.CancellationToken), StringComparison.Ordinal);

    [Fact]
    public async Task A_check_leaves_no_files_behind()
    {
        await Check("echo lab-guest-is-up", TimeSpan.FromSeconds(30));

        Assert.Equal(["qemu"], Directory.GetFiles(_directory).Select(Path.GetFileName));
    }

    private static QemuHost Host(string qemu) => new(qemu, "kernel", "modules", "busybox");

    private async Task<string?> Check(string script, TimeSpan limit)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "KVM is Linux's.");
        var qemu = Path.Combine(_directory, "qemu");
        await File.WriteAllTextAsync(qemu, $"#!/bin/sh\n{script}\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(qemu, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        return await KvmCheck.Run(Host(qemu), "image", _directory, limit, TestContext.Current.CancellationToken);
    }
}
