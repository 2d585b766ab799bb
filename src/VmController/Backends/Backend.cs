using Lab.Contracts;
using Lab.VmController.Tart;

namespace Lab.VmController.Backends;

/// <summary>What runs the machines here, and what it can do.</summary>
/// <param name="View">What others are told.</param>
/// <param name="Tart">Its command line; null when it cannot be used.</param>
/// <param name="DefaultImage">The image of a machine whose spec names none.</param>
/// <param name="HasAddresses">Whether its machines have addresses; where they have none, a machine is ready when it answers <c>exec NAME true</c>.</param>
/// <param name="PullsImages">Whether it downloads images.</param>
/// <param name="AlwaysHasNetwork">Whether a machine without a network cannot be had.</param>
internal sealed record Backend(VmBackend View, TartClient? Tart, string DefaultImage, bool HasAddresses, bool PullsImages, bool AlwaysHasNetwork)
{
    /// <summary>Something that speaks Tart's command line and is not Tart.</summary>
    public bool IsStandIn => !AlwaysHasNetwork;

    /// <summary>Why nothing can be run, with what to do; null when it can.</summary>
    public string? Problem => View.Problem;
}
