using System.Text.RegularExpressions;
using Lab.Shell;

namespace Lab.VmController.Host;

/// <summary>Reads the names of the host's interfaces: <c>/sys/class/net</c> on Linux, <c>ifconfig -l</c> on macOS.</summary>
internal sealed partial class HostInterfaces(ICommandRunner runner) : IHostInterfaces
{
    private const string LinuxDirectory = "/sys/class/net";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public Task<InterfaceNames> Look(CancellationToken cancellation) => OperatingSystem.IsMacOS() ? LookMac(cancellation) : Task.FromResult(LookLinux());

    /// <summary>The names in an answer of <c>ifconfig -l</c>: one line, parted by spaces. Without the loopback interface it is no such answer.</summary>
    public static IReadOnlyList<string>? ParseMac(string output)
    {
        var names = output.Split((char[])[' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return names.Contains("lo0") && names.All(n => Name().IsMatch(n)) ? names : null;
    }

    /// <summary>Whether an interface is of a kind that comes with a virtual machine: vmnet's bridges and their members on macOS; taps, macvtaps and the bridges of libvirt and of the stand-in on Linux.</summary>
    public static bool IsOfMachines(string name) => OfMachines().IsMatch(name);

    private static InterfaceNames LookLinux()
    {
        try
        {
            return new InterfaceNames([.. Directory.EnumerateFileSystemEntries(LinuxDirectory).Select(e => Path.GetFileName(e))], null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new InterfaceNames(null, $"{LinuxDirectory} cannot be read: {exception.Message}");
        }
    }

    private async Task<InterfaceNames> LookMac(CancellationToken cancellation)
    {
        var result = await runner.Run(new Command("ifconfig", "-l") { Timeout = Limit }, cancellation);
        return result.Succeeded && ParseMac(result.Output) is { } names
            ? new InterfaceNames(names, null)
            : new InterfaceNames(null, result.Succeeded ? "the answer of 'ifconfig -l' cannot be read" : $"'ifconfig -l' gave no answer: {result.Error.Trim()}");
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9._-]*\z")]
    private static partial Regex Name();

    // bridge0 is the Mac's own, for Thunderbolt.
    [GeneratedRegex(@"\A(bridge[1-9][0-9]{2,}|vmenet[0-9]+|feth[0-9]+|lab[a-z0-9-]+|v?tap[0-9a-z-]+|vnet[0-9]+|macvtap[0-9]+|virbr[0-9]+(-nic)?)\z")]
    private static partial Regex OfMachines();
}
