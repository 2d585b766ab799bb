using System.Net;
using System.Net.Sockets;
using System.Text;
using Lab.TartStandIn.Home;

namespace Lab.TartStandIn.Machines.Qemu;

/// <summary>Asks a guest for its own address.</summary>
internal static class GuestAddress
{
    /// <summary>Its first IPv4 address; null while it has none or does not answer, and where the machine has no guest.</summary>
    public static async Task<IPAddress?> Ask(VmDirectory vm, CancellationToken cancellation)
    {
        if (vm.Holder is null || vm.ReadConfig().StandIn != "qemu")
        {
            return null;
        }

        var output = new MemoryStream();
        try
        {
            await ControlSocket.Ask(vm.Path, ["lab-address"], (bytes, isError) => isError ? Task.CompletedTask : output.WriteAsync(bytes, cancellation).AsTask(), cancellation);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return null;
        }

        return IPAddress.TryParse(Encoding.ASCII.GetString(output.ToArray()).Trim(), out var address) ? address : null;
    }
}
