using System.Globalization;
using System.Text.RegularExpressions;

namespace Lab.Coordinator.Experiments.Yaml;

/// <summary>Quantities with their units, as people write them.</summary>
internal static partial class Quantities
{
    /// <summary><c>200ms</c>, <c>2s</c>, <c>1m30s</c>, <c>1h</c>, <c>0</c>; null where it is none.</summary>
    public static TimeSpan? Duration(string text)
    {
        if (text == "0")
        {
            return TimeSpan.Zero;
        }

        var match = DurationPattern().Match(text);
        if (!match.Success || match.Length == 0)
        {
            return null;
        }

        var seconds = (Part("h") * 3600) + (Part("m") * 60) + Part("s") + (Part("ms") / 1000);
        return seconds <= TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(seconds) : null;

        double Part(string unit) => match.Groups[unit] is { Success: true } group ? double.Parse(group.Value, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary><c>0.2</c> or <c>20%</c>; null where it is none.</summary>
    public static double? Share(string text)
    {
        var percent = text.EndsWith('%');
        return double.TryParse(percent ? text[..^1].TrimEnd() : text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? percent ? number / 100 : number
            : null;
    }

    /// <summary><c>64MiB</c> or <c>2GiB</c> as MiB; null where it is none.</summary>
    public static int? Mebibytes(string text)
    {
        var match = SizePattern().Match(text);
        if (!match.Success || !long.TryParse(match.Groups["n"].Value, CultureInfo.InvariantCulture, out var number) || number > int.MaxValue / 1024)
        {
            return null;
        }

        return (int)(match.Groups["unit"].Value == "GiB" ? number * 1024 : number);
    }

    /// <summary><c>65536</c>, <c>64KiB</c> or <c>1MiB</c> as bytes; null where it is none.</summary>
    public static long? Bytes(string text)
    {
        var match = BytesPattern().Match(text);
        if (!match.Success || !long.TryParse(match.Groups["n"].Value.Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture, out var number) || number > 1L << 40)
        {
            return null;
        }

        return match.Groups["unit"].Value switch { "KiB" => number << 10, "MiB" => number << 20, _ => number };
    }

    /// <summary>Bytes as people write them.</summary>
    public static string BytesText(long bytes) => bytes switch
    {
        >= 1 << 20 when bytes % (1 << 20) == 0 => $"{bytes >> 20} MiB",
        >= 1 << 10 when bytes % (1 << 10) == 0 => $"{bytes >> 10} KiB",
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes"),
    };

    /// <summary>A duration as people write it.</summary>
    public static string Text(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 1 } => $"{duration.TotalMilliseconds:0.###}ms",
        { TotalMinutes: < 1 } => $"{duration.TotalSeconds:0.###}s",
        { TotalHours: < 1 } when duration.Seconds == 0 => $"{duration.TotalMinutes:0}m",
        { TotalHours: < 1 } => $"{(int)duration.TotalMinutes}m{duration.Seconds}s",
        _ => $"{duration.TotalHours:0.##}h",
    };

    [GeneratedRegex(@"^(?:(?<h>\d+(?:\.\d+)?)h)?(?:(?<m>\d+(?:\.\d+)?)m(?!s))?(?:(?<s>\d+(?:\.\d+)?)s)?(?:(?<ms>\d+(?:\.\d+)?)ms)?$")]
    private static partial Regex DurationPattern();

    [GeneratedRegex(@"^(?<n>\d[\d_]*)\s?(?<unit>KiB|MiB)?$")]
    private static partial Regex BytesPattern();

    [GeneratedRegex(@"^(?<n>\d+)\s?(?<unit>MiB|GiB)$")]
    private static partial Regex SizePattern();
}
