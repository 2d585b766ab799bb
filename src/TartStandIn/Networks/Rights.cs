using System.Globalization;

namespace Lab.TartStandIn.Networks;

/// <summary>What keeps this process from adding a network to the host.</summary>
/// <param name="Why">In words: what is missing, and how to get it.</param>
/// <param name="IsPrivilege">Whether it is the right to do so, and not a tool.</param>
internal sealed record Lack(string Why, bool IsPrivilege);

/// <summary>Whether this process may and can add a network to the host.</summary>
internal static class Rights
{
    private const string Tun = "/dev/net/tun";
    private const int NetAdmin = 12;

    private static readonly IReadOnlyList<(string Tool, string Package)> Needed =
        [("ip", "iproute2"), ("nft", "nftables"), ("dnsmasq", "dnsmasq-base"), ("sysctl", "procps")];

    /// <summary>What is lacking; null when nothing is.</summary>
    public static Lack? Missing()
    {
        if (!OperatingSystem.IsLinux())
        {
            return new Lack("bridges and taps are made on Linux alone", IsPrivilege: false);
        }

        if (!Environment.IsPrivilegedProcess)
        {
            return new Lack("this process is not root", IsPrivilege: true);
        }

        if (!MayChangeNetworks())
        {
            return new Lack("this process is root without CAP_NET_ADMIN, as in a container", IsPrivilege: true);
        }

        var missing = Needed.Where(n => Tools.Find(n.Tool) is null).ToList();
        if (missing.Count > 0)
        {
            return new Lack($"{string.Join(" and ", missing.Select(m => m.Tool))} {(missing.Count == 1 ? "is" : "are")} missing (apt-get install {string.Join(' ', missing.Select(m => m.Package))})", IsPrivilege: false);
        }

        return File.Exists(Tun) ? null : new Lack($"{Tun} is missing (modprobe tun)", IsPrivilege: false);
    }

    private static bool MayChangeNetworks()
    {
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("CapEff:", StringComparison.Ordinal));
        return line is null || (ulong.Parse(line[7..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << NetAdmin)) != 0;
    }
}
