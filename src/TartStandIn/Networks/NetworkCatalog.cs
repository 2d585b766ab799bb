using Lab.TartStandIn.Home;

namespace Lab.TartStandIn.Networks;

/// <summary>The networks that a stand-in's machines can have.</summary>
internal static class NetworkCatalog
{
    /// <summary>Adds to the host what a machine's network needs.</summary>
    /// <param name="wish">What was asked for.</param>
    /// <param name="home">Whose machines share what is shared.</param>
    /// <param name="vm">The machine's files; what is added is written down there first.</param>
    /// <param name="config">Its MAC, for one.</param>
    /// <param name="stopped">Ends it.</param>
    /// <exception cref="CommandLine.RefusedException">It cannot be had, in Tart's words where Tart has words for it.</exception>
    public static Task<INetwork> Attach(NetworkWish wish, TartHome home, VmDirectory vm, VmConfig config, CancellationToken stopped)
    {
        _ = (home, vm, stopped);
        return Task.FromResult<INetwork>(new NoNetwork($"none: a {config.StandIn} stand-in has no network ({wish} has no effect)"));
    }
}
