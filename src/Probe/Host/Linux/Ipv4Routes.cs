using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Numerics;
using Lab.Contracts;

namespace Lab.Probe.Host.Linux;

/// <summary>/proc/net/route: <c>eth0 00000000 010200C0 0003 0 0 100 00000000 …</c>, addresses as hexadecimal numbers in the processor's byte order.</summary>
internal static class Ipv4Routes
{
    private const int Reject = 0x200;

    public static IReadOnlyList<RouteFacts>? Parse(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 0 || !lines[0].StartsWith("Iface", StringComparison.Ordinal) ? null : [.. lines.Skip(1).Select(Route).OfType<RouteFacts>()];
    }

    private static RouteFacts? Route(string line)
    {
        var words = line.Split('\t', StringSplitOptions.TrimEntries);
        if (words.Length < 8 || !IsHex(words[1], out var destination) || !IsHex(words[2], out var gateway) || !IsHex(words[3], out var flags) || !IsHex(words[7], out var mask))
        {
            return null;
        }

        // Routes that lead nowhere have no interface; a blackhole has no flag either.
        var isReject = (flags & Reject) != 0 || words[0] == "*";
        var prefix = BitOperations.PopCount(mask);
        return new RouteFacts(
            Families.Ipv4,
            prefix == 0 ? "default" : $"{Address(destination)}/{prefix}",
            gateway == 0 ? null : Address(gateway),
            words[0] == "*" ? "none" : words[0],
            int.TryParse(words[6], NumberStyles.None, CultureInfo.InvariantCulture, out var metric) ? metric : null,
            IsReject: isReject);
    }

    private static bool IsHex(string word, out uint value) => uint.TryParse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out value);

    private static string Address(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return new IPAddress(bytes).ToString();
    }
}
