using System.Globalization;
using System.Text;
using Lab.Shell;
using Lab.TartStandIn.Machines.Qemu;

namespace Lab.Tests.TartStandIn.Qemu;

/// <summary>The stand-in with QEMU machines, in software unless asked: whether KVM works here is no matter of these tests.</summary>
internal static class QemuStandIn
{
    public static StandIn Start()
    {
        Assert.SkipWhen(QemuHost.Find().Missing is not null, QemuHost.Find().Missing ?? "");
        return new StandIn { Variables = { [ProcessMachinesUnlessAsked.Variable] = "qemu", [Acceleration.Variable] = "tcg" } };
    }

    public static StandIn Require(StandIn? started)
    {
        Assert.SkipWhen(started is null, QemuHost.Find().Missing ?? "");
        return started;
    }

    public static async Task<BackgroundProcess> Boot(this StandIn tart, string name, int memoryMiB = 128)
    {
        await tart.Do("clone", "standin", name);
        await tart.Do("set", name, "--memory", $"{memoryMiB}");
        return await tart.RunReady(name);
    }

    /// <summary>The QEMU processes whose working directory is a machine's.</summary>
    public static IReadOnlyList<int> Qemus(this StandIn tart, string name)
    {
        var directory = Path.Combine(tart.Home, "vms", name);
        return [.. Directory.GetDirectories("/proc").Select(d => int.TryParse(Path.GetFileName(d), out var id) ? id : 0).Where(id => id > 0 && IsQemuIn(id, directory))];
    }

    public static long ResidentMiB(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private static bool IsQemuIn(int process, string directory)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{process}/cmdline")).Split('\0')[0].Contains("qemu-system-", StringComparison.Ordinal)
                && new DirectoryInfo($"/proc/{process}/cwd").LinkTarget == directory;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
