using System.Text.RegularExpressions;

namespace Lab.VmController.Preflight.Host;

/// <summary>An interface of the host.</summary>
/// <param name="Device">Its name: <c>en0</c>.</param>
/// <param name="Port">What macOS calls it: <c>Wi-Fi</c>; null where it has no such name.</param>
internal sealed record HardwarePort(string Device, string? Port)
{
    public override string ToString() => Port is null ? Device : $"{Device} ({Port})";

    public bool IsCalled(string name) => Device == name || string.Equals(Port, name, StringComparison.Ordinal);
}

/// <summary>Reads which interfaces a Mac has, and whether one of them is in use.</summary>
internal static partial class HardwarePorts
{
    /// <summary>What <c>networksetup -listallhardwareports</c> printed; only these can be bridged.</summary>
    public static IReadOnlyList<HardwarePort> Parse(string text) =>
        [.. Port().Matches(text).Select(m => new HardwarePort(m.Groups[2].Value, m.Groups[1].Value.Trim()))];

    /// <summary>What <c>ifconfig -l</c> printed, less those that no machine can be bridged to.</summary>
    public static IReadOnlyList<HardwarePort> ParseNames(string text) =>
        [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(n => Physical().IsMatch(n)).Select(n => new HardwarePort(n, null))];

    /// <summary>Whether <c>ifconfig NAME</c> says that nothing is connected; null where it does not say.</summary>
    public static bool? IsInactive(string text) => Status().Match(text) is { Success: true } match ? match.Groups[1].Value == "inactive" : null;

    [GeneratedRegex(@"^Hardware Port:[ \t]*(.+?)[ \t]*\r?\nDevice:[ \t]*(\S+)", RegexOptions.Multiline)]
    private static partial Regex Port();

    [GeneratedRegex(@"\Aen[0-9]+\z")]
    private static partial Regex Physical();

    [GeneratedRegex(@"^\s*status:\s*(\w+)", RegexOptions.Multiline)]
    private static partial Regex Status();
}
