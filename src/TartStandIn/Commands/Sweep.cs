using Lab.TartStandIn.Home;
using Lab.TartStandIn.Machines.Qemu;
using Lab.TartStandIn.Networks;

namespace Lab.TartStandIn.Commands;

/// <summary>Takes away what a killed <c>run</c> of this home left on the host. Every call does it first, one at a time.</summary>
internal static class Sweep
{
    /// <summary>In this order: a guest uses its network.</summary>
    private static readonly Func<TartHome, Task>[] All =
    [
        OrphanedGuests.End,
        NetworkSweep.Run,
    ];

    public static async Task Run(TartHome home)
    {
        FileStream turn;
        try
        {
            turn = new FileStream(Path.Combine(home.Path, "sweep.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            // Another call sweeps right now.
            return;
        }

        await using (turn)
        {
            foreach (var sweep in All)
            {
                await sweep(home);
            }
        }
    }
}
