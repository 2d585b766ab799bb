using System.Globalization;

namespace Lab.Probe.Host.Linux;

/// <summary>The kernel's lists of processors: <c>0-3,6</c>.</summary>
internal static class CpuList
{
    public static int? Count(string text)
    {
        var count = 0;
        foreach (var range in text.Trim().Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = range.Split('-');
            if (!int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last))
            {
                return null;
            }

            count += last - first + 1;
        }

        return count > 0 ? count : null;
    }
}
