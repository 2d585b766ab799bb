using System.Globalization;
using System.Text.RegularExpressions;
using Lab.Contracts;
using Lab.Shell;

namespace Lab.VmController.Backends;

/// <summary>Reads the host's memory: /proc/meminfo and the control group's limit on Linux, <c>vm_stat</c> and <c>sysctl</c> on macOS.</summary>
internal sealed partial class HostMemory(ICommandRunner runner) : IHostMemory
{
    private const string Groups = "/sys/fs/cgroup";

    private static readonly string[] HadWithoutSwapping = ["Pages free", "Pages inactive", "Pages speculative", "Pages purgeable"];

    public async Task<MemoryFacts?> Read(CancellationToken cancellation) =>
        OperatingSystem.IsMacOS() ? await ReadMac(cancellation) : ReadLinux();

    /// <summary>What <c>/proc/meminfo</c> says; null where it says nothing.</summary>
    public static MemoryFacts? ParseMeminfo(string text)
    {
        var sizes = MeminfoLine().Matches(text).ToDictionary(m => m.Groups[1].Value, m => Number(m.Groups[2].Value) * 1024);
        return sizes.TryGetValue("MemTotal", out var total) && sizes.TryGetValue("MemAvailable", out var available)
            ? new MemoryFacts { TotalBytes = total, AvailableBytes = available }
            : null;
    }

    /// <summary>What <c>vm_stat</c> and <c>sysctl -n hw.memsize</c> say: free, inactive, speculative and purgeable pages can be had without swapping.</summary>
    public static MemoryFacts? ParseMac(string vmStat, string memorySize)
    {
        if (PageSize().Match(vmStat) is not { Success: true } page || !long.TryParse(memorySize.Trim(), CultureInfo.InvariantCulture, out var total))
        {
            return null;
        }

        var pages = VmStatLine().Matches(vmStat).ToDictionary(m => m.Groups[1].Value, m => Number(m.Groups[2].Value));
        if (!pages.ContainsKey("Pages free"))
        {
            return null;
        }

        var available = HadWithoutSwapping.Sum(k => pages.GetValueOrDefault(k));
        return new MemoryFacts { TotalBytes = total, AvailableBytes = available * Number(page.Groups[1].Value) };
    }

    private static MemoryFacts? ReadLinux()
    {
        try
        {
            if (ParseMeminfo(File.ReadAllText("/proc/meminfo")) is not { } host)
            {
                return null;
            }

            // In a container the group's limit is what kills, not the host's end of memory.
            return ReadNumber("memory.max") is { } limit && ReadNumber("memory.current") is { } used
                ? host with { TotalBytes = Math.Min(host.TotalBytes, limit), AvailableBytes = Math.Min(host.AvailableBytes, Math.Max(0, limit - used)) }
                : host;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long? ReadNumber(string file)
    {
        var path = Path.Combine(Groups, file);
        return File.Exists(path) && long.TryParse(File.ReadAllText(path).Trim(), CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private async Task<MemoryFacts?> ReadMac(CancellationToken cancellation)
    {
        var pages = await runner.Run(new Command("vm_stat"), cancellation);
        var size = await runner.Run(new Command("sysctl", "-n", "hw.memsize"), cancellation);
        return pages.Succeeded && size.Succeeded ? ParseMac(pages.Output, size.Output) : null;
    }

    private static long Number(string digits) => long.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\w+):\s+([0-9]+) kB$", RegexOptions.Multiline)]
    private static partial Regex MeminfoLine();

    [GeneratedRegex(@"page size of ([0-9]+) bytes")]
    private static partial Regex PageSize();

    [GeneratedRegex(@"^([A-Z][A-Za-z -]+):\s+([0-9]+)\.\s*$", RegexOptions.Multiline)]
    private static partial Regex VmStatLine();
}
