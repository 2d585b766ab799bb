using System.Net.NetworkInformation;
using Lab.TartStandIn.CommandLine;

namespace Lab.TartStandIn.Commands;

/// <summary>The network that <c>run</c> was asked for: checked as Tart checks it, and then without effect.</summary>
internal static class NetworkFlags
{
    /// <summary>What was asked for, in words.</summary>
    /// <exception cref="RefusedException">The flags contradict each other, or name an interface that is not there.</exception>
    public static string Read(Words words)
    {
        var bridged = words.Values("--net-bridged");
        var softnet = words.Has("--net-softnet")
            || words.Value("--net-softnet-allow") is not null
            || words.Value("--net-softnet-block") is not null
            || words.Value("--net-softnet-expose") is not null;
        var host = words.Has("--net-host");
        if ((bridged.Count > 0 ? 1 : 0) + (softnet ? 1 : 0) + (host ? 1 : 0) > 1)
        {
            throw RefusedException.Usage("--net-bridged, --net-softnet and --net-host are mutually exclusive", words.Syntax);
        }

        RequireInterfaces(bridged);
        return bridged.Count > 0 ? $"--net-bridged {string.Join(' ', bridged)}" : softnet ? "--net-softnet" : host ? "--net-host" : "shared NAT";
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
