using System.Net;
using System.Text;
using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Home;

namespace Lab.TartStandIn.Machines.Qemu;

/// <summary>Asks a guest for its own address.</summary>
internal static class GuestAddress
{
    /// <summary>Its first IPv4 address; null while it has none.</summary>
    /// <exception cref="RefusedException">Nobody answers in it, in Tart's words; or it does not run.</exception>
    public static async Task<IPAddress?> Ask(VmDirectory vm, CancellationToken cancellation)
    {
        if (vm.ReadConfig().StandIn is not "qemu" and var kind)
        {
            throw GuestCall.NoAgent($"a {kind} stand-in has no guest");
        }

        using var output = new MemoryStream();
        await GuestCall.Ask(vm, ["lab-address"], (bytes, isError) => isError ? Task.CompletedTask : output.WriteAsync(bytes, cancellation).AsTask(), cancellation);
        return IPAddress.TryParse(Encoding.ASCII.GetString(output.ToArray()).Trim(), out var address) ? address : null;
    }
}
