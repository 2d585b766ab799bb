using System.IO.Compression;
using Lab.Shell;
using Lab.TartStandIn.CommandLine;

namespace Lab.TartStandIn.Machines.Qemu;

/// <summary>The modules that the guest needs of its kernel, in the order in which they can be loaded.</summary>
internal sealed class KernelModules(string directory)
{
    private static readonly TimeSpan UnpackLimit = TimeSpan.FromSeconds(10);

    private static readonly string[] Needed = ["virtio_pci", "virtio_console", "virtio_net", "virtio_blk"];

    /// <summary>Of use where there are any: a word to the host about a panic, and what some kernels have as modules.</summary>
    private static readonly string[] Wanted = ["pvpanic_pci", "af_packet", "ipv6"];

    /// <summary>Their files.</summary>
    /// <exception cref="RefusedException">The kernel has not what a guest needs.</exception>
    public IReadOnlyList<string> Files()
    {
        var dependencies = ReadDependencies();
        var builtIn = ReadBuiltIn();
        if (Needed.FirstOrDefault(n => !dependencies.ContainsKey(n) && !builtIn.Contains(n)) is { } missing)
        {
            throw new RefusedException($"Error: the kernel of {directory} has no {missing}, which a guest needs; name another kernel by {QemuHost.KernelVariable}", 1);
        }

        var files = new List<string>();
        foreach (var name in Needed.Concat(Wanted).Where(dependencies.ContainsKey))
        {
            Add(name);
        }

        return [.. files.Select(f => Path.Combine(directory, f))];

        void Add(string name)
        {
            var (file, needs) = dependencies[name];
            if (files.Contains(file))
            {
                return;
            }

            // modules.dep names what has to be there first last.
            foreach (var need in needs.Reverse())
            {
                Add(NameOf(need));
            }

            files.Add(file);
        }
    }

    /// <summary>A module's bytes as insmod can load them everywhere.</summary>
    /// <exception cref="RefusedException">They cannot be unpacked.</exception>
    public static async Task<byte[]> Read(string file, string busyBox, string staging, CancellationToken stopped)
    {
        switch (Path.GetExtension(file))
        {
            case ".gz":
            {
                await using var packed = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
                using var unpacked = new MemoryStream();
                await packed.CopyToAsync(unpacked, stopped);
                return unpacked.ToArray();
            }

            case ".xz":
                return await Unpack(new Command(busyBox, "xz", "-dc", file), staging, stopped);
            case ".zst":
                return await Unpack(new Command("zstd", "-dqc", file), staging, stopped);
            default:
                return await File.ReadAllBytesAsync(file, stopped);
        }
    }

    private static async Task<byte[]> Unpack(Command command, string staging, CancellationToken stopped)
    {
        var file = Path.Combine(staging, $"{Guid.NewGuid():N}.ko");
        try
        {
            var process = await ChildProcess.Start(command, file, "/dev/null");
            var code = await process.Exited.WaitAsync(UnpackLimit, TimeProvider.System, stopped);
            var unpacked = await File.ReadAllBytesAsync(file, stopped);

            // BusyBox makes nothing of what is not packed at all, and calls that a success.
            return code == 0 && unpacked.Length > 0
                ? unpacked
                : throw new RefusedException($"Error: '{command}' ended with {code} and {unpacked.Length} bytes", 1);
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or TimeoutException)
        {
            throw new RefusedException($"Error: a module of the guest's kernel cannot be unpacked by '{command}': {exception.Message}", 1);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private Dictionary<string, (string File, string[] Needs)> ReadDependencies() =>
        File.ReadLines(Path.Combine(directory, "modules.dep"))
            .Select(l => l.Split(':', 2))
            .Where(l => l.Length == 2)
            .DistinctBy(l => NameOf(l[0]))
            .ToDictionary(l => NameOf(l[0]), l => (l[0], l[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)), StringComparer.Ordinal);

    private HashSet<string> ReadBuiltIn()
    {
        var file = Path.Combine(directory, "modules.builtin");
        return File.Exists(file) ? [.. File.ReadLines(file).Select(NameOf)] : [];
    }

    /// <summary><c>kernel/drivers/misc/pvpanic/pvpanic-pci.ko.xz</c> is pvpanic_pci.</summary>
    private static string NameOf(string file) => Path.GetFileName(file).Split('.')[0].Replace('-', '_');
}
