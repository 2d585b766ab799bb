namespace Lab.Contracts;

/// <summary>The names of a host snapshot's parts, as <see cref="Unavailable.What"/> uses them.</summary>
public static class HostParts
{
    /// <summary>Size and use of memory.</summary>
    public const string Memory = "memory";

    /// <summary>Tasks waiting for memory.</summary>
    public const string MemoryPressure = "memory pressure";

    /// <summary>Swap in use.</summary>
    public const string Swap = "swap";

    /// <summary>Processors and load.</summary>
    public const string Processors = "processors";

    /// <summary>Tasks waiting for a processor.</summary>
    public const string ProcessorPressure = "processor pressure";

    /// <summary>Network interfaces and their addresses.</summary>
    public const string Interfaces = "interfaces";

    /// <summary>Routes of IPv4.</summary>
    public const string Ipv4Routes = "ipv4 routes";

    /// <summary>Routes of IPv6.</summary>
    public const string Ipv6Routes = "ipv6 routes";

    /// <summary>Configured name servers.</summary>
    public const string Resolvers = "resolvers";

    /// <summary>TCP sockets by state.</summary>
    public const string Sockets = "tcp sockets";

    /// <summary>The kernel's TCP counters.</summary>
    public const string TcpCounters = "tcp counters";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Memory, MemoryPressure, Swap, Processors, ProcessorPressure, Interfaces, Ipv4Routes, Ipv6Routes, Resolvers, Sockets, TcpCounters];

    /// <summary>Those that are the host's network set-up: the same before and after, unless something changed it.</summary>
    public static IReadOnlyList<string> Setup { get; } = [Interfaces, Ipv4Routes, Ipv6Routes, Resolvers];
}
