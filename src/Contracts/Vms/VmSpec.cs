namespace Lab.Contracts;

/// <summary>The state that somebody wants a virtual machine to be in. Asking again renews the lease.</summary>
public sealed record VmSpec
{
    /// <summary>The image to clone: a local VM's name or a registry reference that is here already. Null takes the controller's default.</summary>
    public string? Image { get; init; }

    /// <summary>Virtual CPUs, 1 or more.</summary>
    public int Cpu { get; init; } = 2;

    /// <summary>Memory in MiB, 64 or more.</summary>
    public int MemoryMiB { get; init; } = 2048;

    /// <summary><c>nat</c>, <c>bridged:INTERFACE</c>, <c>softnet</c>, <c>host</c> or <c>none</c>.</summary>
    public string Network { get; init; } = "nat";

    /// <summary>What a <c>softnet</c> lets through and exposes; null for its usual rules, and in any other network.</summary>
    public SoftnetRules? Softnet { get; init; }

    /// <summary>How long the machine may live without being asked for again: it is then stopped and deleted.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);
}
