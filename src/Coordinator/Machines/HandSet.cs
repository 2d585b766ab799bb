using Lab.Contracts;

namespace Lab.Coordinator.Machines;

/// <summary>How far a set of machines by hand has come.</summary>
public enum HandPhase
{
    /// <summary>They are wanted, and their leases are renewed.</summary>
    Wanted,

    /// <summary>They are being stopped and deleted.</summary>
    Stopping,

    /// <summary>The vm-controller has none of them any more.</summary>
    Gone,
}

/// <summary>Machines that somebody started by hand, from the wish to what they left on the host.</summary>
public sealed record HandSet
{
    /// <summary>What was asked for.</summary>
    public required VmSet Wanted { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When they are stopped by themselves; null for until somebody stops them.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>How far they have come.</summary>
    public HandPhase Phase { get; init; }

    /// <summary>Why they are no longer wanted; null while they are.</summary>
    public string? Because { get; init; }

    /// <summary>When the last of them was gone; null before.</summary>
    public DateTimeOffset? GoneAt { get; init; }

    /// <summary>Those that were stopped one by one.</summary>
    public IReadOnlyList<string> Stopped { get; init; } = [];

    /// <summary>Why their leases could not be renewed, or they could not be stopped, when it was last tried; null when they could.</summary>
    public string? Trouble { get; init; }

    /// <summary>How the host with them differs from the host before them; null before they are all ready.</summary>
    public HostChange? While { get; init; }

    /// <summary>How the host after them differs from the host before them; null before they are gone.</summary>
    public HostChange? After { get; init; }

    /// <summary>The names of those that are wanted still.</summary>
    internal IEnumerable<string> Names => Enumerable.Range(0, Wanted.Count).Select(i => VmNames.For(VmNames.ByHand, i)).Except(Stopped);
}

/// <summary>What differs in the host's network set-up between two looks of the probe.</summary>
/// <param name="From">The first look.</param>
/// <param name="To">The second.</param>
/// <param name="Differences">In sentences; empty when there are none among what was seen.</param>
/// <param name="Unseen">What could not be seen at both ends, so that nothing is said of it.</param>
/// <param name="Unknown">Why nothing is known at all; null when something is.</param>
public sealed record HostChange(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<string> Differences, IReadOnlyList<Unavailable> Unseen, string? Unknown);

/// <summary>The machines by hand that are there, and the last ones that were.</summary>
/// <param name="Now">Those that are wanted or being stopped; null when there are none.</param>
/// <param name="Past">The last that are gone, the newest first.</param>
public sealed record HandView(HandSet? Now, IReadOnlyList<HandSet> Past);
