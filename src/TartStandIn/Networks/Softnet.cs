using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Lab.TartStandIn.Networks;

/// <summary>What a softnet lets through and what not. Of the user's networks the longest prefix decides, a block before an allow of the same length; where none of them speaks, private networks are closed.</summary>
internal sealed record Softnet
{
    /// <summary>Closed unless allowed.</summary>
    public static readonly IReadOnlyList<string> Private = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10"];

    public IReadOnlyList<string> Allow { get; init; } = [];

    public IReadOnlyList<string> Block { get; init; } = [];

    /// <summary><c>OUTSIDE:INSIDE</c> each.</summary>
    public IReadOnlyList<string> Expose { get; init; } = [];

    /// <summary>Networks in the order in which the first match decides.</summary>
    public IEnumerable<(string Network, bool Passes)> Decisions => Allow.Select(n => (Network: n, Passes: true))
        .Concat(Block.Select(n => (Network: n, Passes: false)))
        .OrderByDescending(d => int.Parse(d.Network[(d.Network.IndexOf('/', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture))
        .ThenBy(d => d.Passes)
        .ThenBy(d => d.Network, StringComparer.Ordinal);

    public IEnumerable<(int Outside, int Inside)> Ports => Expose.Select(e => Pair(e)!.Value);

    /// <summary>An IPv4 network as nftables writes it, with the bits of the host cleared; null where the text is none.</summary>
    public static string? Network(string text)
    {
        var parts = text.Split('/');
        if (parts is not [var address, var length]
            || address.Count(c => c == '.') != 3
            || !IPAddress.TryParse(address, out var parsed)
            || parsed.AddressFamily != AddressFamily.InterNetwork
            || !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            || bits > 32)
        {
            return null;
        }

        var value = BinaryPrimitives.ReadUInt32BigEndian(parsed.GetAddressBytes());
        var kept = bits == 0 ? 0 : value & (uint.MaxValue << (32 - bits));
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, kept);
        return $"{new IPAddress(bytes)}/{bits}";
    }

    /// <summary>A pair of ports; null where the text is none.</summary>
    public static (int Outside, int Inside)? Pair(string text) => text.Split(':') is [var outside, var inside] && Port(outside) is { } o && Port(inside) is { } i ? (o, i) : null;

    private static int? Port(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536 ? port : null;
}
