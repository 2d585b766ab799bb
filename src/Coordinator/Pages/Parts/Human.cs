using System.Globalization;

namespace Lab.Coordinator.Pages.Parts;

/// <summary>Numbers as people read them: with their unit, a no-break space between, and no more digits than they carry.</summary>
internal static class Human
{
    private const char Nbsp = '\u00a0';

    private static readonly (double Bytes, string Unit)[] ByteUnits =
        [(1L << 40, "TiB"), (1L << 30, "GiB"), (1L << 20, "MiB"), (1L << 10, "KiB")];

    /// <summary>From microseconds to hours: <c>83 µs</c>, <c>12.4 ms</c>, <c>4.21 s</c>, <c>3 min 05 s</c>, <c>2 h 04 min</c>.</summary>
    public static string Duration(TimeSpan duration)
    {
        var seconds = Math.Abs(duration.TotalSeconds);
        var sign = duration < TimeSpan.Zero ? "−" : "";
        var text = seconds switch
        {
            0 => $"0{Nbsp}s",
            < 0.9995e-3 => $"{Three(seconds * 1e6)}{Nbsp}µs",
            < 0.9995 => $"{Three(seconds * 1e3)}{Nbsp}ms",
            < 59.95 => $"{Three(seconds)}{Nbsp}s",
            < 3599.5 => $"{Math.Floor(Math.Round(seconds) / 60):0}{Nbsp}min{Nbsp}{Math.Round(seconds) % 60:00}{Nbsp}s",
            _ => $"{Math.Floor(Math.Round(seconds / 60) / 60):0}{Nbsp}h{Nbsp}{Math.Round(seconds / 60) % 60:00}{Nbsp}min",
        };

        return sign + text;
    }

    /// <summary>A duration in seconds, where it is known.</summary>
    public static string Duration(double seconds) => Duration(TimeSpan.FromSeconds(seconds));

    /// <summary>A share in 0..1: <c>0 %</c>, <c>0.08 %</c>, <c>12.4 %</c>.</summary>
    public static string Percent(double share) => $"{PercentNumber(share)}{Nbsp}%";

    /// <summary>Two shares as a range: <c>9.8–15.3 %</c>.</summary>
    public static string PercentRange(double low, double high) => $"{PercentNumber(low)}–{PercentNumber(high)}{Nbsp}%";

    /// <summary>A difference of two shares as a range in percentage points: <c>+6.1 to +14.2 points</c>.</summary>
    public static string PointsRange(double low, double high) => $"{Signed(low)} to {Signed(high)}{Nbsp}percentage points";

    /// <summary>An e-value: two or three digits that count, and powers of ten at both ends.</summary>
    public static string Evidence(double value) => value switch
    {
        double.PositiveInfinity => "∞",
        0 => "0",
        < 0.01 or >= 1e6 => Scientific(value),
        < 10 => value.ToString("0.##", CultureInfo.InvariantCulture),
        < 100 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("N0", CultureInfo.InvariantCulture),
    };

    /// <summary>Bytes in binary units: <c>15.6 GiB</c>.</summary>
    public static string Bytes(long bytes)
    {
        foreach (var (size, unit) in ByteUnits)
        {
            if (bytes >= size)
            {
                return $"{Three(bytes / size)}{Nbsp}{unit}";
            }
        }

        return $"{bytes}{Nbsp}B";
    }

    /// <summary>A count with its thousands apart.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A count with its noun: <c>1 call</c>, <c>2 calls</c>.</summary>
    public static string Count(long count, string noun) => $"{Count(count)}{Nbsp}{noun}{(count == 1 ? "" : "s")}";

    /// <summary>Names as a sentence lists them: <c>a</c>, <c>a and b</c>, <c>a, b and c</c>.</summary>
    public static string Listed(IReadOnlyList<string> names) => names.Count switch
    {
        0 => "",
        1 => names[0],
        _ => $"{string.Join(", ", names.Take(names.Count - 1))} and {names[^1]}",
    };

    /// <summary>A number for a style attribute.</summary>
    public static string Css(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    private static string PercentNumber(double share)
    {
        var percent = share * 100;
        return percent is > 0 and < 0.095
            ? percent.ToString("0.0##", CultureInfo.InvariantCulture)
            : percent.ToString("0.#", CultureInfo.InvariantCulture);
    }

    private static string Signed(double share) => share switch
    {
        < 0 => $"−{PercentNumber(-share)}",
        > 0 => $"+{PercentNumber(share)}",
        _ => "0",
    };

    private static string Three(double value) => value.ToString(value < 9.995 ? "0.##" : value < 99.95 ? "0.#" : "0", CultureInfo.InvariantCulture);

    private static string Scientific(double value)
    {
        var power = (int)Math.Floor(Math.Log10(value));
        var digits = string.Concat(power.ToString(CultureInfo.InvariantCulture).Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));
        return $"{value / Math.Pow(10, power):0.#}×10{digits}";
    }
}
