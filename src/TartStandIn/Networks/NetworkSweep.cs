using Lab.Shell;
using Lab.TartStandIn.Home;
using Lab.TartStandIn.Networks.Kernel;

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
        try
        {
            if (networks.HasStrays())
            {
                await networks.Sweep();
            }
        }
        catch (Exception fault) when (fault is HostRefusedException or IOException or UnauthorizedAccessException)
        {
            // Said, and no reason to refuse the call that came by.
            await Console.Error.WriteLineAsync($"stand-in: what killed machines left of their networks could not be taken away whole: {fault.Message}");
        }
    }
}
