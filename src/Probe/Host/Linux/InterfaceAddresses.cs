using System.Net.NetworkInformation;

namespace Lab.Probe.Host.Linux;

/// <summary>The addresses of every interface, with prefix length and without zone.</summary>
internal static class InterfaceAddresses
{
    public static ILookup<string, string> Read() => NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(i => i.GetIPProperties().UnicastAddresses, (i, a) => (i.Name, Text: $"{TcpDial.Plain(a.Address)}/{a.PrefixLength}"))
        .ToLookup(a => a.Name, a => a.Text);
}
