using System.Net.Sockets;
using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Home;

namespace Lab.TartStandIn.Machines;

/// <summary>Asks a machine's guest, and waits a while for it where it is not up yet.</summary>
internal static class GuestCall
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Tart's words for a guest that nobody reaches.</summary>
    public static RefusedException NoAgent(string because) =>
        new($"Failed to connect to the VM using its control socket: {because}, is the Tart Guest Agent running?", 1);

    /// <exception cref="RefusedException">The machine does not run, or nobody answers in it.</exception>
    /// <exception cref="IOException">It ended before it answered; the command may have run.</exception>
    public static async Task<GuestAnswer> Ask(VmDirectory vm, IReadOnlyList<string> command, GuestOutput output, CancellationToken cancellation = default)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (vm.Holder is null)
            {
                throw new RefusedException($"VM \"{vm.Name}\" is not running", 2);
            }

            try
            {
                return await ControlSocket.Ask(vm.Path, command, output, cancellation);
            }
            catch (SocketException exception) when (TimeProvider.System.GetElapsedTime(started) > Limit)
            {
                throw NoAgent(exception.Message);
            }
            catch (SocketException)
            {
                await Task.Delay(Poll, TimeProvider.System, cancellation);
            }
        }
    }
}
