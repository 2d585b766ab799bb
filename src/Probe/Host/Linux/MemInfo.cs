using System.Globalization;
using Lab.Contracts;

namespace Lab.Probe.Host.Linux;

/// <summary>/proc/meminfo: lines of <c>MemAvailable:   24178132 kB</c>.</summary>
internal static class MemInfo
{
    public static MemoryFacts? Parse(string text)
    {
        var bytes = new Dictionary<string, long>();
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 2 && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes))
            {
                bytes[words[0]] = kilobytes * 1024;
            }
        }

        if (!bytes.TryGetValue("MemTotal", out var total) || !bytes.TryGetValue("MemAvailable", out var available))
        {
            return null;
        }

        var swap = bytes.GetValueOrDefault("SwapTotal");
        return new MemoryFacts { TotalBytes = total, AvailableBytes = available, SwapTotalBytes = swap, SwapUsedBytes = swap - bytes.GetValueOrDefault("SwapFree") };
    }
}
