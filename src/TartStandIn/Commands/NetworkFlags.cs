using System.Net.NetworkInformation;
using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Networks;

namespace Lab.TartStandIn.Commands;

/// <summary>The network that <c>run</c> was asked for, checked as Tart checks it.</summary>
internal static class NetworkFlags
{
    private const string NetworkRule = "an IPv4 network with a prefix length, such as 192.168.0.0/24";

    /// <exception cref="RefusedException">The flags contradict each other, name an interface that is not there, or hold what is no network and no pair of ports.</exception>
    public static NetworkWish Read(Words words)
    {
        var bridged = words.Values("--net-bridged");
        var softnet = words.Has("--net-softnet")
            || words.Value("--net-softnet-allow") is not null
            || words.Value("--net-softnet-block") is not null
            || words.Value("--net-softnet-expose") is not null;
        var host = words.Has("--net-host");
        var none = words.Has("--net-none");
        if ((bridged.Count > 0 ? 1 : 0) + (softnet ? 1 : 0) + (host ? 1 : 0) + (none ? 1 : 0) > 1)
        {
            throw RefusedException.Usage("--net-bridged, --net-softnet and --net-host are mutually exclusive", words.Syntax);
        }

        RequireInterfaces(bridged);
        var allow = Several("--net-softnet-allow");
        var block = Several("--net-softnet-block");
        var expose = Several("--net-softnet-expose");
        Require("--net-softnet-allow", allow, v => Softnet.Network(v) is not null, NetworkRule, words);
        Require("--net-softnet-block", block, v => Softnet.Network(v) is not null, NetworkRule, words);
        Require("--net-softnet-expose", expose, v => Softnet.Pair(v) is not null, "two ports from 1 to 65535 with a colon between them, such as 2222:22", words);
        if (expose.GroupBy(e => Softnet.Pair(e)!.Value.Outside).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw RefusedException.Usage($"'--net-softnet-expose <net-softnet-expose>' names port {twice.Key} more than once: {string.Join(' ', twice)}", words.Syntax);
        }

        return new NetworkWish(bridged.Count > 0 ? NetworkKind.Bridged : softnet ? NetworkKind.Softnet : host ? NetworkKind.Host : none ? NetworkKind.None : NetworkKind.Nat)
        {
            Interfaces = bridged,
            Allow = allow,
            Block = block,
            Expose = expose,
        };

        IReadOnlyList<string> Several(string option) => [.. words.Values(option).SelectMany(v => v.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
    }

    private static void Require(string option, IReadOnlyList<string> values, Func<string, bool> fits, string rule, Words words)
    {
        var faulty = values.Where(v => !fits(v)).ToList();
        if (faulty.Count > 0)
        {
            throw RefusedException.Usage($"The value{(faulty.Count == 1 ? "" : "s")} {string.Join(", ", faulty.Select(v => $"'{v}'"))} {(faulty.Count == 1 ? "is" : "are")} invalid for '{option} <{option[2..]}>': it takes {rule}", words.Syntax);
        }
    }

    private static void RequireInterfaces(IReadOnlyList<string> wanted)
    {
        if (wanted.Count == 0)
        {
            return;
        }

        var available = NetworkInterface.GetAllNetworkInterfaces()
            .Where(i => i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .Select(i => i.Name)
            .ToList();
        if (wanted.FirstOrDefault(w => !available.Contains(w)) is { } missing)
        {
            throw new RefusedException(
                $"Error: no bridge interfaces matched \"[\"{missing}\"]\", available interfaces: [{string.Join(", ", available.Select(a => $"\"{a}\""))}]",
                RefusedException.UsageCode);
        }
    }
}
