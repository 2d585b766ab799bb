using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text.RegularExpressions;
using Lab.Contracts;

namespace Lab.Probe.Host.Mac;

/// <summary><c>ifconfig -a</c>: a head line at the margin (<c>en0: flags=8863&lt;UP,…&gt; mtu 1500</c>), its details indented below.</summary>
internal static partial class Ifconfig
{
    public static IReadOnlyList<InterfaceFacts>? Parse(string text)
    {
        var interfaces = new List<InterfaceFacts>();
        foreach (var line in text.Split('\n').Select(l => l.TrimEnd()))
        {
            if (Head().Match(line) is { Success: true } head)
            {
                interfaces.Add(new InterfaceFacts
                {
                    Name = head.Groups["name"].Value,
                    IsUp = head.Groups["flags"].Value.Split(',').Contains("UP"),
                    Mtu = int.TryParse(head.Groups["mtu"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var mtu) ? mtu : null,
                });
            }
            else if (interfaces.Count > 0)
            {
                interfaces[^1] = Detailed(interfaces[^1], line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return interfaces.Count > 0 ? interfaces : null;
    }

    private static InterfaceFacts Detailed(InterfaceFacts known, string[] words) => words switch
    {
        ["inet" or "inet6", var address, ..] when Address(address, words) is { } text => known with { Addresses = [.. known.Addresses, text] },

        // A bridge without members, a port without a cable.
        ["status:", "inactive"] => known with { IsUp = false },
        _ => known,
    };

    private static string? Address(string text, string[] words)
    {
        if (!IPAddress.TryParse(text.Split('%')[0], out var address))
        {
            return null;
        }

        return (After("prefixlen"), After("netmask")) switch
        {
            ({ } prefix, _) => $"{address}/{prefix}",
            (_, { } mask) when uint.TryParse(mask.StartsWith("0x", StringComparison.Ordinal) ? mask[2..] : mask, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits) => $"{address}/{BitOperations.PopCount(bits)}",
            _ => $"{address}",
        };

        string? After(string key) => Array.IndexOf(words, key) is >= 0 and var i && i + 1 < words.Length ? words[i + 1] : null;
    }

    [GeneratedRegex(@"^(?<name>[^\s:]+): flags=[0-9a-fA-F]+<(?<flags>[^>]*)>(.*\bmtu (?<mtu>\d+))?")]
    private static partial Regex Head();
}
