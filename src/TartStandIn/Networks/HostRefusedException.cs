namespace Lab.TartStandIn.Networks;

/// <summary>The host did not do what a network needs.</summary>
/// <param name="why">Which step, and what the host said.</param>
internal sealed class HostRefusedException(string why) : Exception(why);
