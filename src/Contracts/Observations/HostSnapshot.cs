namespace Lab.Contracts;

/// <summary>The host at a moment. What could not be seen is listed with the reason, never guessed.</summary>
public sealed record HostSnapshot
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Name and version of the operating system.</summary>
    public required string System { get; init; }

    /// <summary>Memory; null where it could not be read.</summary>
    public MemoryFacts? Memory { get; init; }

    /// <summary>Processors and load; null where they could not be read.</summary>
    public ProcessorFacts? Processors { get; init; }

    /// <summary>Network interfaces.</summary>
    public IReadOnlyList<InterfaceFacts> Interfaces { get; init; } = [];

    /// <summary>Routes of both families.</summary>
    public IReadOnlyList<RouteFacts> Routes { get; init; } = [];

    /// <summary>Addresses of the configured name servers, in order.</summary>
    public IReadOnlyList<string> Resolvers { get; init; } = [];

    /// <summary>TCP sockets by state (<c>established</c>, <c>time-wait</c>, …).</summary>
    public IReadOnlyDictionary<string, int> Sockets { get; init; } = new Dictionary<string, int>();

    /// <summary>Counters of the kernel's TCP since boot (<c>retransmitted-segments</c>, <c>resets-sent</c>, <c>bad-segments</c>, …).</summary>
    public IReadOnlyDictionary<string, long> TcpCounters { get; init; } = new Dictionary<string, long>();

    /// <summary>What could not be seen.</summary>
    public IReadOnlyList<Unavailable> Unavailable { get; init; } = [];
}

/// <summary>Memory in bytes.</summary>
public sealed record MemoryFacts
{
    /// <summary>All of it.</summary>
    public required long TotalBytes { get; init; }

    /// <summary>What can be had without swapping.</summary>
    public required long AvailableBytes { get; init; }

    /// <summary>Swap in all.</summary>
    public long SwapTotalBytes { get; init; }

    /// <summary>Swap in use.</summary>
    public long SwapUsedBytes { get; init; }

    /// <summary>Share in 0..1 of the last ten seconds in which some task waited for memory (Linux PSI "some avg10"), or macOS's level as 0, 0.5 or 1; null where unknown.</summary>
    public double? Pressure { get; init; }
}

/// <summary>Processors and how busy they are.</summary>
/// <param name="Count">Logical processors.</param>
/// <param name="Load1">Load average of the last minute.</param>
/// <param name="Pressure">Share in 0..1 of the last ten seconds in which some task waited for a processor; null where unknown.</param>
public sealed record ProcessorFacts(int Count, double Load1, double? Pressure);

/// <summary>A network interface.</summary>
public sealed record InterfaceFacts
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is up.</summary>
    public bool IsUp { get; init; }

    /// <summary>The largest packet, in bytes.</summary>
    public int? Mtu { get; init; }

    /// <summary>Addresses with their prefix length.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];
}

/// <summary>A route.</summary>
/// <param name="Family"><c>ipv4</c> or <c>ipv6</c>.</param>
/// <param name="Destination"><c>default</c>, or address and prefix length.</param>
/// <param name="Gateway">The next hop; null where the destination is on the link.</param>
/// <param name="Interface">The interface.</param>
/// <param name="Metric">Its cost where the system has one: of two routes to one destination the cheaper is used.</param>
/// <param name="IsScoped">Whether it serves only sockets bound to its interface (macOS, flag I): a scoped default route takes no traffic of others.</param>
/// <param name="IsReject">Whether packets to the destination are refused or thrown away (unreachable, prohibit, blackhole).</param>
public sealed record RouteFacts(string Family, string Destination, string? Gateway, string Interface, int? Metric = null, bool IsScoped = false, bool IsReject = false);

/// <summary>Something that could not be seen, and why.</summary>
/// <param name="What">What.</param>
/// <param name="Because">Why.</param>
/// <param name="Instead">What to run to see it; null where nothing would.</param>
public sealed record Unavailable(string What, string Because, string? Instead = null);
