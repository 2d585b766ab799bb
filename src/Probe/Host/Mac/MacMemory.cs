using System.Globalization;
using System.Text.RegularExpressions;
using Lab.Contracts;

namespace Lab.Probe.Host.Mac;

/// <summary><c>vm_stat</c> (pages by use), or where it fails <c>memory_pressure -Q</c> (the free share in percent).</summary>
internal static partial class MacMemory
{
    public static MemoryFacts? Read(SysctlValues system, string vmStat, string memoryPressure)
    {
        if (system.MemoryBytes is not { } total)
        {
            return null;
        }

        return (Available(vmStat) ?? AvailableByShare(total, memoryPressure)) is { } available
            ? new MemoryFacts { TotalBytes = total, AvailableBytes = Math.Min(available, total) }
            : null;
    }

    /// <summary>Free pages, cached files and what applications marked as purgeable: what can be had without compressing or swapping.</summary>
    private static long? Available(string vmStat)
    {
        if (!long.TryParse(PageSize().Match(vmStat).Groups[1].Value, out var pageSize))
        {
            return null;
        }

        var pages = vmStat.Split('\n')
            .Select(l => l.Split(':', 2))
            .Where(p => p.Length == 2 && long.TryParse(p[1].Trim().TrimEnd('.'), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .GroupBy(p => p[0].Trim('"', ' '))
            .ToDictionary(g => g.Key, g => long.Parse(g.First()[1].Trim().TrimEnd('.'), CultureInfo.InvariantCulture));

        return pages.TryGetValue("Pages free", out var free) && pages.TryGetValue("File-backed pages", out var files)
            ? (free + files + pages.GetValueOrDefault("Pages purgeable")) * pageSize
            : null;
    }

    private static long? AvailableByShare(long total, string memoryPressure) =>
        int.TryParse(FreeShare().Match(memoryPressure).Groups[1].Value, out var percent) ? total / 100 * percent : null;

    [GeneratedRegex(@"page size of (\d+) bytes")]
    private static partial Regex PageSize();

    [GeneratedRegex(@"free percentage:\s*(\d+)%")]
    private static partial Regex FreeShare();
}
