using System.ComponentModel;
using Lab.Shell;

namespace Lab.TartStandIn.Machines.Qemu;

/// <summary>Whether KVM really runs a guest. That /dev/kvm opens says little: inside some hypervisors a guest on it hangs at its first instruction.</summary>
internal static class KvmCheck
{
    /// <summary>A guest on KVM is up in less than a second.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(6);

    private const string Marker = "lab-guest-is-up";

    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);

    /// <summary>Null when a guest came up; else what happened instead.</summary>
    public static async Task<string?> Run(QemuHost host, string image, string staging, TimeSpan limit, CancellationToken stopped)
    {
        var files = Path.Combine(staging, $"{Guid.NewGuid():N}");
        var (console, errors) = ($"{files}.console", $"{files}.err");
        var command = new Command(host.Qemu,
        [
            "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-nic", "none",
            "-machine", QemuArguments.Machine, "-accel", "kvm", "-cpu", "host", "-m", "128",
            "-kernel", host.Kernel, "-initrd", image, "-append", $"{QemuArguments.KernelWords} lab.check",
            "-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console",
        ]);
        try
        {
            var qemu = await ChildProcess.Start(command, console, errors);
            try
            {
                var code = await qemu.Exited.WaitAsync(limit, TimeProvider.System, stopped);
                return Has(console)
                    ? null
                    : $"/dev/kvm is there, but QEMU ended with {code} on it: {(await File.ReadAllTextAsync(errors, stopped)).Split('\n')[0].Trim()}";
            }
            catch (TimeoutException)
            {
                return Has(console) ? null : $"/dev/kvm is there, but no guest came up on it within {limit.TotalSeconds:0.#} s ({Acceleration.Variable}=kvm uses it all the same)";
            }
            finally
            {
                qemu.Signal(PosixSignal.Kill);
                await Task.WhenAny(qemu.Exited, Task.Delay(EndLimit, TimeProvider.System, CancellationToken.None));
            }
        }
        catch (Win32Exception exception)
        {
            return exception.Message;
        }
        finally
        {
            File.Delete(console);
            File.Delete(errors);
        }
    }

    private static bool Has(string console)
    {
        using var stream = new FileStream(console, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Contains(Marker, StringComparison.Ordinal);
    }
}
