using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Lab.VmController.Preflight.Host;

/// <summary>A route of the host over IPv4.</summary>
/// <param name="Network">Where to.</param>
/// <param name="Interface">By which interface.</param>
internal sealed record HostRoute(IPNetwork Network, string Interface)
{
    public override string ToString() => $"{Network} by {Interface}";

    /// <summary>Whether it and a network have addresses in common. One that leads nearly everywhere does not count: it is a way out, not a neighbour.</summary>
    public bool Overlaps(IPNetwork other) => Network.PrefixLength >= 8 && (Network.Contains(other.BaseAddress) || other.Contains(Network.BaseAddress));
}

/// <summary>Reads the host's routes over IPv4.</summary>
internal static partial class Subnets
{
    /// <summary>What <c>netstat -rn -f inet</c> printed; a destination may lack its last numbers (<c>192.168.64</c>, <c>10.8/16</c>). Those of a machine's own bridge are left out.</summary>
    public static IReadOnlyList<HostRoute> ParseMac(string text) =>
    [
        .. text.Split('\n').Select(l => l.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(w => w.Length >= 4)
            .Select(w => (Network: Destination(w[0]), Interface: w.Skip(3).FirstOrDefault(n => Name().IsMatch(n))))
            .Where(r => r is { Network: not null, Interface: not null } && !VmnetBridge().IsMatch(r.Interface))
            .Select(r => new HostRoute(r.Network!.Value, r.Interface!)),
    ];

    /// <summary>What <c>/proc/net/route</c> says: numbers in hexadecimal, the lowest byte first.</summary>
    public static IReadOnlyList<HostRoute> ParseLinux(string text) =>
    [
        .. text.Split('\n').Skip(1).Select(l => l.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(w => w.Length >= 8)
            .Select(w => (Interface: w[0], Address: Hex(w[1]), Mask: Hex(w[7])))
            .Where(r => r is { Address: not null, Mask: not null })
            .Select(r => new HostRoute(new IPNetwork(new IPAddress(r.Address!.Value), PrefixLength(r.Mask!.Value)), r.Interface)),
    ];

    private static int PrefixLength(uint mask) => System.Numerics.BitOperations.PopCount(mask);

    private static uint? Hex(string word) => uint.TryParse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static IPNetwork? Destination(string word)
    {
        if (Address().Match(word) is not { Success: true } match)
        {
            return null;
        }

        var numbers = match.Groups[1].Value.Split('.').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToList();
        var length = match.Groups[2].Success ? int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) : numbers.Count * 8;
        if (numbers.Any(n => n > 255) || length > 32)
        {
            return null;
        }

        var address = Enumerable.Range(0, 4).Aggregate(0u, (sum, i) => (sum << 8) | (uint)numbers.ElementAtOrDefault(i));
        var network = length == 0 ? 0 : address & (uint.MaxValue << (32 - length));
        return new IPNetwork(new IPAddress(BitConverter.GetBytes(IPAddress.HostToNetworkOrder((int)network))), length);
    }

    [GeneratedRegex(@"\A([0-9]{1,3}(?:\.[0-9]{1,3}){0,3})(?:/([0-9]{1,2}))?\z")]
    private static partial Regex Address();

    [GeneratedRegex(@"\A[a-z]+[0-9]+\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A(?:bridge1[0-9]{2}|vmenet[0-9]+)\z")]
    private static partial Regex VmnetBridge();
}
