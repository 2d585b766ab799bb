using System.Text.RegularExpressions;
using Lab.Contracts;

namespace Lab.VmController.Tart;

/// <summary>The kinds of network that a machine can have.</summary>
internal enum NetworkKind
{
    Nat,
    Bridged,
    Softnet,
    Host,
    None,
}

/// <summary>A machine's network, and how Tart is told of it.</summary>
/// <param name="Kind">What kind it is.</param>
/// <param name="Flags">The flags of <c>tart run</c>: one word each, a value joined by '=', so that no value can be read as an option.</param>
/// <param name="Resolver">How <c>tart ip</c> finds the address: only Tart's own networks have its DHCP leases.</param>
internal sealed partial record NetworkMode(NetworkKind Kind, IReadOnlyList<string> Flags, string Resolver)
{
    public const string Rule = "It must be nat, bridged:INTERFACE (for example bridged:en0), softnet, host or none.";

    /// <summary>False for <c>none</c>.</summary>
    public bool HasNetwork => Kind != NetworkKind.None;

    /// <summary>The host's interface of <see cref="NetworkKind.Bridged"/>; null for the others.</summary>
    public string? Interface { get; private init; }

    /// <summary>The network of a spec with all its options; null where it names none.</summary>
    public static NetworkMode? Of(VmSpec spec) => Parse(spec.Network) switch
    {
        { Kind: NetworkKind.Softnet } mode when spec.Softnet is { } rules => mode with
        {
            Flags = [.. mode.Flags, .. Option("allow", rules.Allow), .. Option("block", rules.Block), .. Option("expose", rules.Expose)],
        },
        var mode => mode,
    };

    /// <summary>The network that the words name, without the options of a softnet; null where they name none.</summary>
    public static NetworkMode? Parse(string? text) => text switch
    {
        "nat" => new NetworkMode(NetworkKind.Nat, [], "dhcp"),
        "softnet" => new NetworkMode(NetworkKind.Softnet, ["--net-softnet"], "dhcp"),
        "host" => new NetworkMode(NetworkKind.Host, ["--net-host"], "dhcp"),

        // Only a stand-in knows it; for Tart such a machine is turned down before it is made.
        "none" => new NetworkMode(NetworkKind.None, ["--net-none"], "dhcp"),
        not null when Bridged().Match(text) is { Success: true } match =>
            new NetworkMode(NetworkKind.Bridged, [$"--net-bridged={match.Groups[1].Value}"], "arp") { Interface = match.Groups[1].Value },
        _ => null,
    };

    private static IEnumerable<string> Option(string name, IReadOnlyList<string> values) =>
        values.Count == 0 ? [] : [$"--net-softnet-{name}={string.Join(',', values)}"];

    [GeneratedRegex(@"\Abridged:([A-Za-z0-9][A-Za-z0-9._-]{0,31})\z")]
    private static partial Regex Bridged();
}
