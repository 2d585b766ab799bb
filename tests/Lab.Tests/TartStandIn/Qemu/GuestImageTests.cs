using System.Globalization;
using System.Text;
using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Machines.Qemu;

namespace Lab.Tests.TartStandIn.Qemu;

/// <summary>What goes into a guest's file system, and in which format.</summary>
public sealed class GuestImageTests : IDisposable
{
    private const string PackedByXz = "/Td6WFoAAAFpIt42AgAhARYAAAB0L+WjAQAHYSBtb2R1bGUAW8E4CwABHAhEYCrIkEKZDQEAAAAAAVla";

    private readonly string _directory = Directory.CreateTempSubdirectory("lab-image-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void An_archive_reads_back_as_it_was_written()
    {
        using var stream = new MemoryStream();
        var archive = new CpioArchive(stream);
        archive.Directory("bin");
        archive.File("bin/odd", [1, 2, 3, 4, 5], isExecutable: true);
        archive.File("empty", [], isExecutable: false);
        archive.Link("init", "bin/busybox");
        archive.CharacterDevice("dev/console", 5, 1);
        archive.End();

        Assert.Equal(
            [
                new Entry("bin", "40755", "", 0, 0),
                new Entry("bin/odd", "100755", "0102030405", 0, 0),
                new Entry("empty", "100644", "", 0, 0),
                new Entry("init", "120777", Convert.ToHexString("bin/busybox"u8), 0, 0),
                new Entry("dev/console", "20600", "", 5, 1),
            ],
            Read(stream.ToArray()));
    }

    [Fact]
    public void Modules_come_after_those_that_they_need_and_built_in_ones_not_at_all()
    {
        File.WriteAllText(Path.Combine(_directory, "modules.builtin"), "kernel/drivers/block/virtio_blk.ko\n");
        File.WriteAllText(
            Path.Combine(_directory, "modules.dep"),
            """
            kernel/virtio_ring.ko.xz:
            kernel/virtio.ko.xz: kernel/virtio_ring.ko.xz
            kernel/virtio_pci.ko.xz: kernel/virtio.ko.xz kernel/virtio_ring.ko.xz
            kernel/virtio_console.ko.xz: kernel/virtio.ko.xz kernel/virtio_ring.ko.xz
            kernel/failover.ko.xz:
            kernel/net_failover.ko.xz: kernel/failover.ko.xz
            kernel/virtio_net.ko.xz: kernel/net_failover.ko.xz kernel/failover.ko.xz kernel/virtio.ko.xz kernel/virtio_ring.ko.xz
            kernel/pvpanic.ko.xz:
            kernel/pvpanic-pci.ko.xz: kernel/pvpanic.ko.xz
            kernel/unwanted.ko.xz:

            """);

        Assert.Equal(
            ["virtio_ring", "virtio", "virtio_pci", "virtio_console", "failover", "net_failover", "virtio_net", "pvpanic", "pvpanic-pci"],
            new KernelModules(_directory).Files().Select(f => Path.GetFileName(f).Replace(".ko.xz", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_kernel_without_what_a_guest_needs_is_refused_by_the_modules_name()
    {
        File.WriteAllText(Path.Combine(_directory, "modules.dep"), "kernel/virtio_pci.ko:\nkernel/virtio_console.ko:\nkernel/virtio_blk.ko:\n");

        var refusal = Assert.Throws<RefusedException>(() => new KernelModules(_directory).Files());

        Assert.Contains("has no virtio_net", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Packed_modules_are_unpacked()
    {
        var host = QemuHost.Find().Host;
        Assert.SkipWhen(host is null, "There is no static BusyBox here.");
        var (module, packed) = (Path.Combine(_directory, "a.ko"), Path.Combine(_directory, "b.ko.gz"));
        await File.WriteAllTextAsync(module, "a module", TestContext.Current.CancellationToken);
        await using (var zip = new System.IO.Compression.GZipStream(File.Create(packed), System.IO.Compression.CompressionLevel.Fastest))
        {
            await zip.WriteAsync("a module"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        // "a module" as xz packs it.
        var xz = Path.Combine(_directory, "c.ko.xz");
        await File.WriteAllBytesAsync(xz, Convert.FromBase64String(PackedByXz), TestContext.Current.CancellationToken);

        foreach (var file in new[] { module, packed, xz })
        {
            Assert.Equal("a module"u8.ToArray(), await KernelModules.Read(file, host.BusyBox, _directory, TestContext.Current.CancellationToken));
        }

        await File.WriteAllTextAsync(xz, "torn", TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<RefusedException>(() => KernelModules.Read(xz, host.BusyBox, _directory, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_program_is_static_when_it_names_no_loader()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux's programs are looked at.");
        var text = Path.Combine(_directory, "text");
        File.WriteAllText(text, "#!/bin/sh\n");
        var host = QemuHost.Find().Host;
        Assert.SkipWhen(host is null, "There is no static BusyBox here.");

        Assert.True(ElfHeader.IsStatic(host.BusyBox));
        Assert.False(ElfHeader.IsStatic(StandIn.Executable));
        Assert.False(ElfHeader.IsStatic(text));
        Assert.False(ElfHeader.IsStatic(Path.Combine(_directory, "missing")));
    }

    [Theory]
    [InlineData("guest-shutdown", 0, "", "guest has stopped the virtual machine")]
    [InlineData("guest-panic", 0, "[ 1.0] Kernel panic - not syncing: sysrq triggered crash\r\n[ 1.1] more", "guest has stopped the virtual machine due to error: Kernel panic - not syncing: sysrq triggered crash")]
    [InlineData("guest-reset", 0, "Kernel panic - not syncing: x", "guest has stopped the virtual machine due to error: Kernel panic - not syncing: x")]
    [InlineData("guest-reset", 0, "", "guest has stopped the virtual machine due to error: the guest restarted, which a machine of a stand-in does not survive")]
    [InlineData(null, 137, "", "guest has stopped the virtual machine due to error: QEMU was ended from outside, by signal 9")]
    [InlineData(null, 1, "", "guest has stopped the virtual machine due to error: QEMU ended with 1 (and gave no reason)")]
    public void An_ending_is_told_by_what_QEMU_said_last(string? reason, int code, string console, string text)
    {
        var file = Path.Combine(_directory, "console.log");
        File.WriteAllText(file, console);

        Assert.Equal(text, QemuEnding.Text(reason, code, file));
    }

    private static List<Entry> Read(byte[] archive)
    {
        var entries = new List<Entry>();
        var at = 0;
        while (true)
        {
            Assert.Equal("070701", Encoding.ASCII.GetString(archive, at, 6));
            var numbers = Enumerable.Range(0, 13).Select(i => int.Parse(Encoding.ASCII.GetString(archive, at + 6 + (8 * i), 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToList();
            var name = Encoding.UTF8.GetString(archive, at + 110, numbers[11] - 1);
            var contents = (at + 110 + numbers[11] + 3) / 4 * 4;
            at = (contents + numbers[6] + 3) / 4 * 4;
            if (name == "TRAILER!!!")
            {
                Assert.Equal(archive.Length, at);
                return entries;
            }

            entries.Add(new Entry(name, Convert.ToString(numbers[1], 8), Convert.ToHexString(archive, contents, numbers[6]), numbers[9], numbers[10]));
        }
    }

    private sealed record Entry(string Name, string Mode, string Contents, int Major, int Minor);
}
