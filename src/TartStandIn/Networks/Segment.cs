namespace Lab.TartStandIn.Networks;

/// <summary>Where a machine's cable leads.</summary>
internal enum Segment
{
    /// <summary>The home's own bridge with a way out; a softnet is a machine on it with rules.</summary>
    Nat,

    /// <summary>The home's own bridge without a way out.</summary>
    Host,

    /// <summary>One of the host's own interfaces.</summary>
    Outside,
}
