using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Lab.Contracts;

namespace Lab.VmController.Api;

/// <summary>What the rules of a softnet must be.</summary>
internal static partial class SoftnetFaults
{
    private const int MostOfAKind = 64;
    private const int LastPort = 65535;

    /// <summary>Every fault with its field; none where the rules can be taken.</summary>
    public static IEnumerable<(string Field, string Fault)> Of(string network, SoftnetRules rules)
    {
        if (network != "softnet")
        {
            yield return ("softnet", $"Rules of a softnet cannot be taken with network '{Shown.Of(network)}'. Take network 'softnet', or leave them out.");
        }

        foreach (var fault in Each("softnet.allow", rules.Allow, OfCidr).Concat(Each("softnet.block", rules.Block, OfCidr)).Concat(Each("softnet.expose", rules.Expose, OfPorts)))
        {
            yield return fault;
        }

        foreach (var port in Repeated(rules.Expose ?? []))
        {
            yield return ("softnet.expose", $"The host's port {port} is given twice. It can lead to one port of the machine.");
        }
    }

    private static IEnumerable<(string Field, string Fault)> Each(string field, IReadOnlyList<string>? items, Func<string?, string?> faultOf)
    {
        if (items is null || items.Count > MostOfAKind)
        {
            return [(field, $"It must be a list of at most {MostOfAKind}.")];
        }

        return items.Select(i => (Item: i, Rule: faultOf(i))).Where(f => f.Rule is not null).Select(f => (field, $"'{Shown.Of(f.Item)}' cannot be taken. {f.Rule}"));
    }

    private static string? OfCidr(string? text)
    {
        if (text is null || Cidr().Match(text) is not { Success: true } match)
        {
            return "It must be an IPv4 network: four numbers of 0 to 255 and a prefix length of 0 to 32, such as 192.168.0.0/24.";
        }

        var length = int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
        var numbers = match.Groups[1].Value.Split('.').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToList();
        if (length > 32 || numbers.Any(n => n > 255))
        {
            return "Each number of the address must be 0 to 255 and the prefix length 0 to 32.";
        }

        var address = numbers.Aggregate(0u, (sum, n) => (sum << 8) | (uint)n);
        var network = length == 0 ? 0 : address & (uint.MaxValue << (32 - length));
        return network == address ? null : $"The address has bits behind the prefix. Did you mean {new IPAddress(BitConverter.GetBytes(IPAddress.HostToNetworkOrder((int)network)))}/{length}?";
    }

    private static string? OfPorts(string? text) =>
        text is not null && Ports().Match(text) is { Success: true } match && IsPort(match.Groups[1].Value) && IsPort(match.Groups[2].Value)
            ? null
            : $"It must be OUTSIDE:INSIDE, two ports of 1 to {LastPort}, such as 2222:22.";

    private static bool IsPort(string digits) => int.Parse(digits, CultureInfo.InvariantCulture) is >= 1 and <= LastPort;

    private static IEnumerable<string> Repeated(IEnumerable<string?> pairs) =>
        pairs.Select(p => Ports().Match(p ?? "")).Where(m => m.Success).GroupBy(m => m.Groups[1].Value).Where(g => g.Count() > 1).Select(g => g.Key);

    // Plain decimals: other readers take 010 for an octal 8.
    [GeneratedRegex(@"\A((?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2}))/(0|[1-9][0-9]?)\z")]
    private static partial Regex Cidr();

    [GeneratedRegex(@"\A([1-9][0-9]{0,4}):([1-9][0-9]{0,4})\z")]
    private static partial Regex Ports();
}
