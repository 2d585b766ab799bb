namespace Lab.LoadGenerator.Exchange;

/// <summary>Why the lab itself closed a connection under a running attempt.</summary>
internal enum Interruption
{
    None,

    /// <summary>The limit of the phase was over.</summary>
    TimedOut,

    /// <summary>Nobody wants the answer any more.</summary>
    Cancelled,
}
