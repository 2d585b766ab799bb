using System.Text.RegularExpressions;

namespace Lab.VmController.Tart;

/// <summary>A machine's network, and how Tart is told of it.</summary>
/// <param name="Flags">The flags of <c>tart run</c>.</param>
/// <param name="Resolver">How <c>tart ip</c> finds the address: only Tart's own networks have its DHCP leases.</param>
/// <param name="HasNetwork">False for <c>none</c>.</param>
internal sealed partial record NetworkMode(IReadOnlyList<string> Flags, string Resolver, bool HasNetwork)
{
    public const string Rule = "It must be nat, bridged:INTERFACE (for example bridged:en0), softnet, host or none.";

    /// <summary>Null where the text names none.</summary>
    public static NetworkMode? Parse(string? text) => text switch
    {
        "nat" => new NetworkMode([], "dhcp", true),
        "softnet" => new NetworkMode(["--net-softnet"], "dhcp", true),
        "host" => new NetworkMode(["--net-host"], "dhcp", true),
        "none" => new NetworkMode([], "dhcp", false),
        not null when Bridged().Match(text) is { Success: true } match => new NetworkMode([$"--net-bridged={match.Groups[1].Value}"], "arp", true),
        _ => null,
    };

    [GeneratedRegex(@"\Abridged:([A-Za-z0-9][A-Za-z0-9._-]{0,31})\z")]
    private static partial Regex Bridged();
}
