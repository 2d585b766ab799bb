namespace Lab.Contracts;

/// <summary>The machines that a run, or a user by hand, wants to have: so many of one kind. Asking again renews their leases, and with another count adds or deletes the last ones.</summary>
public sealed record VmSet
{
    /// <summary>The most that one run may have.</summary>
    public const int Most = 16;

    /// <summary>How many, 0 to <see cref="Most"/>.</summary>
    public int Count { get; init; } = 1;

    /// <summary>What each of them is.</summary>
    public VmSpec Spec { get; init; } = new();
}

/// <summary>The machines of a run as they are.</summary>
/// <param name="RunId">The run, or <see cref="VmNames.ByHand"/>.</param>
/// <param name="Wanted">How many are wanted; null where nobody asks for a number.</param>
/// <param name="Vms">Those that are there, also those that are being deleted.</param>
public sealed record VmSetView(string RunId, int? Wanted, IReadOnlyList<VmView> Vms);
