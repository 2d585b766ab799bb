using System.Net;
using System.Net.Sockets;

namespace Lab.LoadGenerator.Dialing.Names;

/// <summary>In which order addresses are tried.</summary>
internal static class AddressOrder
{
    /// <summary>As getaddrinfo sorts them (RFC 6724, rules 1 and 6): what no route leads to comes last, then by precedence, so that IPv6 comes before IPv4; of equals the resolver's order stays.</summary>
    public static IPAddress[] Sort(IReadOnlyCollection<IPAddress> addresses) => Sort(addresses, HasRoute);

    public static IPAddress[] Sort(IReadOnlyCollection<IPAddress> addresses, Func<IPAddress, bool> hasRoute) => addresses.Select(a => a.AddressFamily).Distinct().Count() < 2
        ? [.. addresses]
        : [.. addresses.OrderByDescending(hasRoute).ThenByDescending(Precedence)];

    /// <summary>The families by turns, beginning with the first address's, as Node does where it gives each address little time.</summary>
    public static IPAddress[] Alternate(IPAddress[] addresses)
    {
        var first = addresses.Where(a => a.AddressFamily == addresses[0].AddressFamily).ToList();
        var other = addresses.Where(a => a.AddressFamily != addresses[0].AddressFamily).ToList();
        return
        [
            .. Enumerable.Range(0, Math.Max(first.Count, other.Count))
                .SelectMany(n => first.Skip(n).Take(1).Concat(other.Skip(n).Take(1))),
        ];
    }

    /// <summary>RFC 6724's table of policies, section 2.1.</summary>
    private static int Precedence(IPAddress address) => address switch
    {
        { AddressFamily: AddressFamily.InterNetwork } => 35,
        _ when IPAddress.IPv6Loopback.Equals(address) => 50,
        { IsIPv4MappedToIPv6: true } => 35,
        { IsIPv6Teredo: true } => 5,
        { IsIPv6UniqueLocal: true } => 3,
        { IsIPv6SiteLocal: true } => 1,
        _ when address.GetAddressBytes() is [0x20, 0x02, ..] => 30,
        _ => 40,
    };

    /// <summary>A datagram socket that is connected asks for the route and sends nothing.</summary>
    private static bool HasRoute(IPAddress address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(address, 53);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
