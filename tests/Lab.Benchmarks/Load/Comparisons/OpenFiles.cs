using System.Globalization;
using System.Text.RegularExpressions;

namespace Lab.Benchmarks.Load.Comparisons;

/// <summary>How many connections a process may have.</summary>
internal static partial class OpenFiles
{
    private const int Others = 300;

    /// <summary>Why so many connections cannot be opened; null when they can. The runtime raises the soft limit to the hard one by itself.</summary>
    public static string? TooFewFor(int connections)
    {
        const string Limits = "/proc/self/limits";
        if (!File.Exists(Limits) || HardLimit().Match(File.ReadAllText(Limits)) is not { Success: true } match)
        {
            return null;
        }

        var hard = match.Groups[1].Value is "unlimited" ? long.MaxValue : long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return hard >= connections + Others ? null : $"a process may open {hard} files here; {connections + Others} are needed (ulimit -Hn)";
    }

    [GeneratedRegex(@"Max open files\s+\S+\s+(\S+)")]
    private static partial Regex HardLimit();
}
