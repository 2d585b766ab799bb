namespace Lab.TartStandIn.Networks;

/// <summary>One cable of one machine: all that was added to the host for it follows from this record.</summary>
internal sealed record Attachment
{
    public required Segment Segment { get; init; }

    public required string Machine { get; init; }

    public required string Mac { get; init; }

    /// <summary>The interface on the host; it also names the record.</summary>
    public string Interface { get; init; } = "";

    /// <summary>The address that DHCP will give; none outside.</summary>
    public string? Address { get; init; }

    /// <summary>The host's interface that it leads to.</summary>
    public string? Outside { get; init; }

    /// <summary>Whether the interface is a macvtap on <see cref="Outside"/> and not a tap in it.</summary>
    public bool IsMacvtap { get; init; }

    /// <summary>The rules of a softnet; null without.</summary>
    public Softnet? Softnet { get; init; }

    public Owner Owner { get; init; } = Owner.Current;

    /// <summary>The network namespace, by its directory under /run: elsewhere its interfaces cannot be seen.</summary>
    public string Space { get; init; } = "";

    /// <summary>The /24 that its segment has.</summary>
    public Subnet? Subnet => Address is null ? null : Networks.Subnet.Of(Address);
}
