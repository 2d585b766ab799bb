using System.Globalization;
using System.Text.RegularExpressions;

namespace Lab.VmController.Preflight.Host;

/// <summary>Reads what Linux lets this process do.</summary>
internal static partial class Capabilities
{
    private const int NetAdmin = 12;

    /// <summary>Whether <c>/proc/self/status</c> says that it may change the host's networks; null where it does not say.</summary>
    public static bool? MayChangeNetworks(string status) =>
        Effective().Match(status) is { Success: true } match && ulong.TryParse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits)
            ? (bits & (1UL << NetAdmin)) != 0
            : null;

    [GeneratedRegex(@"^CapEff:\s*([0-9a-fA-F]{1,16})\s*$", RegexOptions.Multiline)]
    private static partial Regex Effective();
}
