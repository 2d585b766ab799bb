using System.Security.Cryptography;
using System.Text;
using Lab.TartStandIn.Home;

namespace Lab.TartStandIn.Machines.Qemu;

/// <summary>The guest's file system: BusyBox, the kernel's modules and the scripts of <c>Guest/</c> in an initramfs, made once and kept in the home's cache.</summary>
internal static class GuestImage
{
    /// <summary>How many commands a guest runs at the same time.</summary>
    public const int Agents = 4;

    private const string ResourcePrefix = "guest/";

    private static readonly string[] Directories =
        ["bin", "dev", "etc", "held", "lib", "lib/modules", "proc", "root", "run", "sbin", "sys", "tmp", "usr", "usr/bin", "usr/sbin", "www"];

    /// <summary>The file, which is made if it is not there.</summary>
    public static async Task<string> Make(QemuHost host, TartHome home, CancellationToken stopped)
    {
        var modules = new KernelModules(host.Modules).Files();
        var scripts = Scripts();
        var path = Path.Combine(home.Cache, $"guest-{Key([host.BusyBox, .. modules], scripts)}.cpio");
        if (File.Exists(path))
        {
            return path;
        }

        var made = Path.Combine(home.Staging, $"{Guid.NewGuid():N}.cpio");
        await using (var stream = File.Create(made))
        {
            await Write(stream, host, home, modules, scripts, stopped);
        }

        File.Move(made, path, overwrite: true);
        return path;
    }

    private static async Task Write(Stream stream, QemuHost host, TartHome home, IReadOnlyList<string> modules, IReadOnlyDictionary<string, byte[]> scripts, CancellationToken stopped)
    {
        var archive = new CpioArchive(stream);
        foreach (var directory in Directories)
        {
            archive.Directory(directory);
        }

        archive.CharacterDevice("dev/console", 5, 1);
        archive.File("bin/busybox", await File.ReadAllBytesAsync(host.BusyBox, stopped), isExecutable: true);
        archive.Link("bin/sh", "busybox");
        archive.Link("init", "bin/busybox");
        archive.File("etc/hosts", "127.0.0.1 localhost\n"u8.ToArray(), isExecutable: false);
        archive.File("etc/nsswitch.conf", "hosts: files dns\n"u8.ToArray(), isExecutable: false);
        archive.File("etc/inittab", Encoding.ASCII.GetBytes(InitTable()), isExecutable: false);
        foreach (var (name, text) in scripts)
        {
            archive.File($"{(name.StartsWith("lab-", StringComparison.Ordinal) ? "sbin" : "usr/bin")}/{name}", text, isExecutable: true);
        }

        for (var i = 0; i < modules.Count; i++)
        {
            archive.File($"lib/modules/{i:000}.ko", await KernelModules.Read(modules[i], host.BusyBox, home.Staging, stopped), isExecutable: false);
        }

        archive.End();
    }

    /// <summary>What BusyBox's init does. The pause lets the answer to <c>poweroff</c> get out.</summary>
    private static string InitTable() =>
        $"::sysinit:/sbin/lab-boot\n{string.Concat(Enumerable.Range(0, Agents).Select(i => $"::respawn:/sbin/lab-agent {i}\n"))}::shutdown:/bin/sleep 0.3\n";

    private static SortedDictionary<string, byte[]> Scripts()
    {
        var assembly = typeof(GuestImage).Assembly;
        var scripts = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(ResourcePrefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            scripts[name[ResourcePrefix.Length..]] = bytes.ToArray();
        }

        return scripts;
    }

    /// <summary>Changes with all that goes in: the files by their path, length and time, the scripts by their text.</summary>
    private static string Key(IEnumerable<string> files, IReadOnlyDictionary<string, byte[]> scripts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.Select(f => new FileInfo(f)))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}\n"));
        }

        foreach (var (name, text) in scripts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}|{text.Length}\n"));
            hash.AppendData(text);
        }

        hash.AppendData(Encoding.UTF8.GetBytes($"{InitTable()}{string.Join(' ', Directories)}"));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
