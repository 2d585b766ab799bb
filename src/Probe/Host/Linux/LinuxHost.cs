using System.Globalization;
using Lab.Contracts;

namespace Lab.Probe.Host.Linux;

/// <summary>Reads a Linux host from /proc, /sys and /etc. Routes are those of the main table.</summary>
/// <param name="clock">The time of the snapshot.</param>
/// <param name="addresses">Interface addresses by interface.</param>
/// <param name="root">Where the file system begins.</param>
internal sealed class LinuxHost(TimeProvider clock, Func<ILookup<string, string>> addresses, string root = "/") : IHostReader
{
    public Task<HostSnapshot> Read(CancellationToken cancellation) => Task.Run(Read, cancellation);

    private HostSnapshot Read()
    {
        var parts = new Gathering();
        var memory = parts.Take(HostParts.Memory, "/proc/meminfo", "free -b", () => MemInfo.Parse(Text("proc/meminfo")));
        var memoryPressure = parts.Take(HostParts.MemoryPressure, "/proc/pressure/memory", null, () => Pressure.Parse(Text("proc/pressure/memory")));
        var load = parts.Take(HostParts.Processors, "/proc/loadavg", "uptime", () => Load(Text("proc/loadavg")));
        var processorPressure = parts.Take(HostParts.ProcessorPressure, "/proc/pressure/cpu", null, () => Pressure.Parse(Text("proc/pressure/cpu")));

        return new HostSnapshot
        {
            At = clock.GetUtcNow(),
            System = System(),
            Memory = memory is null ? null : memory with { Pressure = memoryPressure },
            Processors = load is { } load1 ? new ProcessorFacts(Processors(), load1, processorPressure) : null,
            Interfaces = parts.Take(HostParts.Interfaces, "/sys/class/net", "ip address", Interfaces) ?? [],
            Routes =
            [
                .. parts.Take(HostParts.Ipv4Routes, "/proc/net/route", "ip -4 route", () => Ipv4Routes.Parse(Text("proc/net/route"))) ?? [],
                .. parts.Take(HostParts.Ipv6Routes, "/proc/net/ipv6_route", "ip -6 route", () => Ipv6Routes.Parse(Text("proc/net/ipv6_route"))) ?? [],
            ],
            Resolvers = parts.Take(HostParts.Resolvers, "/etc/resolv.conf", "resolvectl status", () => ResolvConf.Parse(Text("etc/resolv.conf"))) ?? [],
            Sockets = parts.Take(HostParts.Sockets, "/proc/net/tcp and tcp6", "ss -tan", () => TcpTable.Count(Lines("proc/net/tcp").Concat(Lines("proc/net/tcp6")))) ?? [],
            TcpCounters = parts.Take(HostParts.TcpCounters, "/proc/net/snmp and netstat", "nstat -az", () => TcpCounters.Parse(Text("proc/net/snmp"), Text("proc/net/netstat"))) ?? [],
            Unavailable = parts.Unavailable,
        };
    }

    private IReadOnlyList<InterfaceFacts>? Interfaces()
    {
        var known = addresses();
        return [.. Directory.GetDirectories(At("sys/class/net")).Order(StringComparer.Ordinal).Select(directory =>
        {
            var name = Path.GetFileName(directory);
            string Read(string file) => Text($"sys/class/net/{name}/{file}").Trim();
            return new InterfaceFacts
            {
                Name = name,
                IsUp = IsUp(Read("flags"), Read("operstate")),
                Mtu = int.TryParse(Read("mtu"), NumberStyles.None, CultureInfo.InvariantCulture, out var mtu) ? mtu : null,
                Addresses = [.. known[name]],
            };
        })];
    }

    /// <summary>Switched on (IFF_UP), and the link is not known to be down. Loopback and tunnels never say "up", only "unknown".</summary>
    internal static bool IsUp(string flags, string state) =>
        (Convert.ToInt32(flags, 16) & 1) != 0 && state is not ("down" or "lowerlayerdown" or "notpresent");

    private static double? Load(string text) =>
        double.TryParse(text.Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var load) ? load : null;

    /// <summary>The runtime's own count is that of this process: a limit on it is no fact of the host.</summary>
    private int Processors()
    {
        try
        {
            return CpuList.Count(Text("sys/devices/system/cpu/online")) ?? Environment.ProcessorCount;
        }
        catch (IOException)
        {
            return Environment.ProcessorCount;
        }
    }

    private string System()
    {
        try
        {
            return $"{OsRelease.PrettyName(Text("etc/os-release"))}, Linux {Text("proc/sys/kernel/osrelease").Trim()}";
        }
        catch (IOException)
        {
            return Environment.OSVersion.ToString();
        }
    }

    private string Text(string path) => File.ReadAllText(At(path));

    /// <summary>A host without IPv6 has no tcp6; the other file must be there.</summary>
    private IEnumerable<string> Lines(string path) => path.EndsWith('6') && !File.Exists(At(path)) ? [] : File.ReadLines(At(path));

    private string At(string path) => Path.Combine(root, path);
}
