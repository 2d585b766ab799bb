using System.Globalization;
using System.Net;
using Lab.Contracts;

namespace Lab.Probe.Host.Linux;

/// <summary>/proc/net/ipv6_route: destination, prefix, source, prefix, next hop, metric, references, uses, flags, interface; all numbers hexadecimal.</summary>
internal static class Ipv6Routes
{
    private const uint Reject = 0x200;
    private const uint Local = 0x8000_0000;
    private const uint Anycast = 0x0010_0000;

    /// <summary>The metric of the entry that ends every search.</summary>
    private const uint Never = 0xFFFF_FFFF;

    public static IReadOnlyList<RouteFacts> Parse(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Route).OfType<RouteFacts>()];

    private static RouteFacts? Route(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 10 || !IsHex(words[1], out var prefix) || !IsHex(words[5], out var metric) || !IsHex(words[8], out var flags)
            || Address(words[0]) is not { } destination || Address(words[4]) is not { } gateway)
        {
            return null;
        }

        // The file also shows the table of the host's own addresses, and multicast.
        if ((flags & (Local | Anycast)) != 0 || metric == Never || destination.IsIPv6Multicast)
        {
            return null;
        }

        return new RouteFacts(
            Families.Ipv6,
            prefix == 0 ? "default" : $"{destination}/{prefix}",
            gateway.Equals(IPAddress.IPv6Any) ? null : gateway.ToString(),
            words[9],
            (int)metric,
            IsReject: (flags & Reject) != 0);
    }

    private static bool IsHex(string word, out uint value) => uint.TryParse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out value);

    private static IPAddress? Address(string digits)
    {
        try
        {
            return digits.Length == 32 ? new IPAddress(Convert.FromHexString(digits)) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
