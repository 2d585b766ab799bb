using System.Globalization;

namespace Lab.Probe.Host.Linux;

/// <summary>/proc/pressure/*: <c>some avg10=1.25 avg60=0.40 avg300=0.10 total=118795002</c>, in percent.</summary>
internal static class Pressure
{
    private const string Key = "avg10=";

    /// <summary>The share in 0..1 of the last ten seconds in which some task waited.</summary>
    public static double? Parse(string text)
    {
        var some = text.Split('\n').FirstOrDefault(l => l.StartsWith("some ", StringComparison.Ordinal));
        var word = some?.Split(' ').FirstOrDefault(w => w.StartsWith(Key, StringComparison.Ordinal));
        return double.TryParse(word?[Key.Length..], NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) ? percent / 100 : null;
    }
}
