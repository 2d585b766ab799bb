using System.Globalization;
using Lab.Contracts;

namespace Lab.Probe.Host.Mac;

/// <summary><c>sysctl name …</c>: a line of <c>name: value</c> for each name it knows.</summary>
internal sealed class SysctlValues
{
    private readonly Dictionary<string, string> _values = [];

    public long? MemoryBytes => Number("hw.memsize");

    public string Name => $"macOS {_values.GetValueOrDefault("kern.osproductversion", "(version unknown)")}, Darwin {_values.GetValueOrDefault("kern.osrelease", "(release unknown)")}";

    public static SysctlValues Parse(string text)
    {
        var values = new SysctlValues();
        foreach (var line in text.Split('\n'))
        {
            if (line.Split(": ", 2) is [var name, var value])
            {
                values._values[name.Trim()] = value.Trim();
            }
        }

        return values;
    }

    /// <summary><c>vm.swapusage: total = 2048.00M  used = 1027.25M  free = 1020.75M  (encrypted)</c></summary>
    public SwapUse? Swap()
    {
        var words = _values.GetValueOrDefault("vm.swapusage", "").Split([' ', '='], StringSplitOptions.RemoveEmptyEntries);
        return After("total") is { } total && After("used") is { } used ? new SwapUse(total, used) : null;

        long? After(string key) => Array.IndexOf(words, key) is >= 0 and var i && i + 1 < words.Length ? Size(words[i + 1]) : null;
    }

    /// <summary>1 is normal, 2 is a warning, 4 is critical.</summary>
    public double? MemoryPressure() => Number("kern.memorystatus_vm_pressure_level") switch { 1 => 0, 2 => 0.5, 4 => 1, _ => null };

    /// <summary><c>vm.loadavg: { 2.35 2.21 2.10 }</c></summary>
    public ProcessorFacts? Processors() =>
        Number("hw.logicalcpu") is { } count
        && double.TryParse(_values.GetValueOrDefault("vm.loadavg", "").Trim('{', '}', ' ').Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var load)
            ? new ProcessorFacts((int)count, load, null)
            : null;

    private static long? Size(string text)
    {
        var unit = text.Length == 0 ? 0 : text[^1] switch { 'K' => 1L << 10, 'M' => 1L << 20, 'G' => 1L << 30, 'T' => 1L << 40, _ => 1L };
        return double.TryParse(text.TrimEnd('K', 'M', 'G', 'T', 'B'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? (long)(number * unit) : null;
    }

    private long? Number(string name) => long.TryParse(_values.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>Swap in bytes.</summary>
internal sealed record SwapUse(long Total, long Used);
