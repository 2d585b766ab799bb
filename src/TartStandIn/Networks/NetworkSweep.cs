using Lab.Shell;
using Lab.TartStandIn.Home;

namespace Lab.TartStandIn.Networks;

/// <summary>Takes away what killed machines left on the host.</summary>
internal static class NetworkSweep
{
    /// <summary>Runs before every command: quick where nothing was left, and silent where another process is at it.</summary>
    public static async Task Run(TartHome home)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return;
        }

        var networks = new HomeNetworks(home.Path, new NetworkHost(new CommandRunner(TimeProvider.System)), NetworkSpace.Current);
        if (!networks.HasStrays())
        {
            return;
        }

        try
        {
            await networks.Sweep();
        }
        catch (HostRefusedException refused)
        {
            await Console.Error.WriteLineAsync($"stand-in: what killed machines left of their networks could not be taken away whole: {refused.Message}");
        }
    }
}
