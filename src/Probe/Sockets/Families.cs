using System.Net;
using System.Net.Sockets;

namespace Lab.Probe;

/// <summary>The two address families by the names that readings use.</summary>
internal static class Families
{
    public const string Ipv4 = "ipv4";
    public const string Ipv6 = "ipv6";

    public static IReadOnlyList<string> All { get; } = [Ipv4, Ipv6];

    public static string Of(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? Ipv6 : Ipv4;

    public static AddressFamily ToSocket(string family) => family == Ipv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
}
