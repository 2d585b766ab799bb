using Lab.TartStandIn.Home;

namespace Lab.TartStandIn.Machines;

/// <summary>Something that machines can be made of.</summary>
/// <param name="Name">Its name in the version and in config.json.</param>
/// <param name="About">What its machines are, for the help.</param>
internal sealed record MachineKind(string Name, string About)
{
    /// <summary>The smallest machine of the kind that is of use: the image that is always there.</summary>
    public required Func<VmConfig> BuiltIn { get; init; }

    /// <summary>Why this host cannot run them, and what to do about it; null when it can.</summary>
    public required Func<string?> Missing { get; init; }

    /// <summary>Prepares a machine; nothing runs yet.</summary>
    public required Func<TartHome, VmDirectory, VmConfig, CancellationToken, Task<IMachine>> Prepare { get; init; }
}
