using Lab.Contracts;

namespace Lab.Coordinator.Machines;

/// <summary>Machines that a user wants by hand: what, how many, and for how long.</summary>
public sealed record HandWish
{
    /// <summary>The longest that can be asked for in minutes.</summary>
    public const double MostMinutes = 24 * 60;

    /// <summary>How many, 1 to <see cref="VmSet.Most"/>.</summary>
    public int Count { get; init; } = 1;

    /// <summary>What each of them is. Its lease is the lab's affair and stays as it is.</summary>
    public VmSpec Spec { get; init; } = new();

    /// <summary>After so many minutes they are stopped and deleted; null for until somebody stops them.</summary>
    public double? Minutes { get; init; }

    /// <summary>The machines as the vm-controller is asked for them.</summary>
    internal VmSet Set => new() { Count = Count, Spec = Spec };

    /// <summary>Every fault; empty when there is none.</summary>
    internal IReadOnlyList<string> Faults() =>
    [
        .. VmRules.Faults(Set),
        .. Minutes is null or (> 0 and <= MostMinutes) ? Array.Empty<string>() : [$"'minutes: {Minutes}' must be above 0 and at most {MostMinutes:0}; leave it out for machines that run until they are stopped."],
        .. Spec is null || Spec.Lease == new VmSpec().Lease ? Array.Empty<string>() : ["'spec.lease' cannot be chosen: machines by hand have leases of 60 s, which the coordinator renews. Say with 'minutes' for how long they are wanted."],
    ];
}
