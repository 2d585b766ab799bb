namespace Lab.TartStandIn.Networks;

/// <summary>The kinds of network that <c>run</c> can be asked for.</summary>
internal enum NetworkKind
{
    /// <summary>Tart's default: a subnet of its own behind the host.</summary>
    Nat,

    /// <summary><c>--net-bridged</c>: the host's own network.</summary>
    Bridged,

    /// <summary><c>--net-softnet</c>: as <see cref="Nat"/>, and kept away from private networks and from other machines.</summary>
    Softnet,

    /// <summary><c>--net-host</c>: the host alone.</summary>
    Host,

    /// <summary><c>--net-none</c>, which Tart does not have.</summary>
    None,
}

/// <summary>The network that <c>run</c> was asked for.</summary>
internal sealed record NetworkWish(NetworkKind Kind)
{
    /// <summary>The interfaces of <see cref="NetworkKind.Bridged"/>.</summary>
    public IReadOnlyList<string> Interfaces { get; init; } = [];

    /// <summary>Networks that a softnet lets through.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>Networks that a softnet does not let through.</summary>
    public IReadOnlyList<string> Block { get; init; } = [];

    /// <summary>Ports of the host that lead into the machine: <c>OUTSIDE:INSIDE</c>.</summary>
    public IReadOnlyList<string> Expose { get; init; } = [];

    /// <summary>As the words of <c>run</c> say it.</summary>
    public override string ToString() => Kind switch
    {
        NetworkKind.Nat => "shared NAT",
        NetworkKind.Bridged => $"--net-bridged {string.Join(' ', Interfaces)}",
        NetworkKind.Softnet => "--net-softnet",
        NetworkKind.Host => "--net-host",
        _ => "--net-none",
    };
}
