using System.Net.NetworkInformation;
using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Networks;

namespace Lab.TartStandIn.Commands;

/// <summary>The network that <c>run</c> was asked for, checked as Tart checks it.</summary>
internal static class NetworkFlags
{
    /// <exception cref="RefusedException">The flags contradict each other, or name an interface that is not there.</exception>
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
        return new NetworkWish(bridged.Count > 0 ? NetworkKind.Bridged : softnet ? NetworkKind.Softnet : host ? NetworkKind.Host : none ? NetworkKind.None : NetworkKind.Nat)
        {
            Interfaces = bridged,
            Allow = Several("--net-softnet-allow"),
            Block = Several("--net-softnet-block"),
            Expose = Several("--net-softnet-expose"),
        };

        IReadOnlyList<string> Several(string option) => [.. words.Values(option).SelectMany(v => v.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
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
