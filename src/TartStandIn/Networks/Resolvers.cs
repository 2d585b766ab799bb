using System.Net;
using System.Net.Sockets;
using Lab.TartStandIn.Home;

namespace Lab.TartStandIn.Networks;

/// <summary>The ways in which <c>ip</c> can find a machine's address.</summary>
internal static class Resolvers
{
    public const string Dhcp = "dhcp";
    public const string Arp = "arp";
    public const string Agent = "agent";

    /// <summary>By the leases of the stand-in's own DHCP servers. As with Tart a lease that has not run out is an answer, also for a machine that does not run.</summary>
    public static IPAddress? ByLease(TartHome home, string mac) =>
        HomeNetworks.LeasesOf(home.Path).Current().LastOrDefault(l => string.Equals(l.Mac, mac, StringComparison.OrdinalIgnoreCase)) is { } lease ? IPAddress.Parse(lease.Address) : null;

    /// <summary>By the host's table of neighbours: whoever it has spoken with lately.</summary>
    public static async Task<IPAddress?> ByNeighbours(NetworkHost host, string mac, CancellationToken stopped)
    {
        var result = await host.Try("ip", ["-json", "-4", "neigh", "show"], stopped);
        return result.Succeeded ? Neighbour(result.Output, mac) : null;
    }

    /// <summary>The address that goes with a MAC in the output of <c>ip -json neigh</c>.</summary>
    public static IPAddress? Neighbour(string json, string mac) => NetworkHost.Objects(json)
        .Where(n => string.Equals((string?)n["lladdr"], mac, StringComparison.OrdinalIgnoreCase))
        .Select(n => IPAddress.TryParse((string?)n["dst"], out var address) ? address : null)
        .FirstOrDefault(a => a is { AddressFamily: AddressFamily.InterNetwork });
}
