namespace Lab.Contracts;

/// <summary>A virtual machine of the lab's, as it is.</summary>
public sealed record VmView
{
    /// <summary>Its name, which says that it is the lab's.</summary>
    public required string Name { get; init; }

    /// <summary>How far it has come.</summary>
    public required VmState State { get; init; }

    /// <summary>What was asked for.</summary>
    public required VmSpec Spec { get; init; }

    /// <summary>Its address, where it has one.</summary>
    public string? Ip { get; init; }

    /// <summary>In this state since.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Whose lease it is: the run's id, or <see cref="VmNames.ByHand"/>.</summary>
    public required string Owner { get; init; }

    /// <summary>When its lease ends.</summary>
    public required DateTimeOffset LeaseUntil { get; init; }

    /// <summary>What went wrong, in the words of the command line.</summary>
    public string? Error { get; init; }

    /// <summary>What the user can do about it.</summary>
    public string? Advice { get; init; }

    /// <summary>What runs it, as pages and reports call it; null before it is begun.</summary>
    public string? Machine { get; init; }

    /// <summary>What of the host is still there though the machine is gone, an interface say; empty where nothing is.</summary>
    public IReadOnlyList<string> Traces { get; init; } = [];

    /// <summary>From the start command to the state <see cref="VmState.Ready"/>.</summary>
    public TimeSpan? BootTime { get; init; }
}

/// <summary>What runs the machines on this host.</summary>
public sealed record VmBackend
{
    /// <summary>What pages and reports call it: <c>Tart 2.35.0</c>, <c>process stand-in</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it runs virtual machines. A stand-in made of processes does not, and nothing may call it a VM.</summary>
    public required bool IsVirtualMachine { get; init; }

    /// <summary>The executable.</summary>
    public required string Path { get; init; }

    /// <summary>One sentence for the reader: what it is and what it cannot show.</summary>
    public required string Description { get; init; }

    /// <summary>Why it cannot be used; null when it can.</summary>
    public string? Problem { get; init; }
}

/// <summary>All that the vm-controller knows.</summary>
/// <param name="Backend">What runs the machines.</param>
/// <param name="Vms">The lab's own machines.</param>
/// <param name="Foreign">How many other machines run on this host; they are never touched.</param>
public sealed record VmInventory(VmBackend Backend, IReadOnlyList<VmView> Vms, int Foreign);

/// <summary>The names of the lab's machines: only a machine so named is ever touched.</summary>
public static class VmNames
{
    /// <summary>What every name begins with.</summary>
    public const string Prefix = "lab-";

    /// <summary>Stands for the run of machines that a user started by hand: <c>lab-by-hand-0</c>.</summary>
    public const string ByHand = "by-hand";

    /// <summary>The name of a run's machine by its index: <c>lab-RUN-0</c>.</summary>
    public static string For(string runId, int index) => $"{Prefix}{runId}-{index}";

    /// <summary>The run in a name of the lab's; the name itself where it is none.</summary>
    public static string OwnerOf(string name) =>
        IsOurs(name) && name.LastIndexOf('-') is var dash && dash >= Prefix.Length ? name[Prefix.Length..dash] : name;

    /// <summary>Whether a name is one of the lab's.</summary>
    public static bool IsOurs(string name) => name is not null && name.StartsWith(Prefix, StringComparison.Ordinal);
}
