using System.Runtime.InteropServices;
using Lab.Shell;

namespace Lab.TartStandIn.Machines.Qemu;

/// <summary>What this host has for QEMU machines. Looked for by every call, so it only looks at files.</summary>
/// <param name="Qemu">QEMU's executable.</param>
/// <param name="Kernel">The guest's kernel.</param>
/// <param name="Modules">That kernel's modules.</param>
/// <param name="BusyBox">A static one: the whole of the guest's programs.</param>
internal sealed record QemuHost(string Qemu, string Kernel, string Modules, string BusyBox)
{
    /// <summary>The variable that names the guest's kernel: a file <c>…/vmlinuz-VERSION</c> whose modules are in <c>/lib/modules/VERSION</c>.</summary>
    public const string KernelVariable = "LAB_STANDIN_KERNEL";

    private const string KernelPrefix = "vmlinuz-";

    private static readonly string[] BusyBoxes = ["/bin/busybox", "/usr/bin/busybox"];

    public static string Architecture => RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "aarch64" : "x86_64";

    private static string DebianArchitecture => Architecture == "aarch64" ? "arm64" : "amd64";

    private static string Package => Architecture == "aarch64" ? "qemu-system-arm" : "qemu-system-x86";

    /// <summary>What there is; or all that is missing, and how to get it.</summary>
    public static (QemuHost? Host, string? Missing) Find()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture is not (System.Runtime.InteropServices.Architecture.X64 or System.Runtime.InteropServices.Architecture.Arm64))
        {
            return (null, "QEMU machines need Linux on x86-64 or arm64");
        }

        var qemu = Executables.OnPath($"qemu-system-{Architecture}");
        var (kernel, kernelFault) = FindKernel();
        var busyBox = BusyBoxes.FirstOrDefault(ElfHeader.IsStatic);
        string[] faults =
        [
            .. qemu is null ? [$"there is no qemu-system-{Architecture} on PATH (Debian: apt-get install {Package})"] : Array.Empty<string>(),
            .. kernelFault is null ? Array.Empty<string>() : [kernelFault],
            .. busyBox is null ? [$"neither {string.Join(" nor ", BusyBoxes)} is a static BusyBox (Debian: apt-get install busybox-static)"] : Array.Empty<string>(),
        ];
        return faults.Length > 0
            ? (null, string.Join("; ", faults))
            : (new QemuHost(qemu!, kernel!, ModulesOf(kernel!), busyBox!), null);
    }

    /// <summary>The host's own kernel first, else the newest other one.</summary>
    private static (string? Kernel, string? Fault) FindKernel()
    {
        if (Environment.GetEnvironmentVariable(KernelVariable) is { Length: > 0 } given)
        {
            return !Path.GetFileName(given).StartsWith(KernelPrefix, StringComparison.Ordinal)
                ? (null, $"{KernelVariable} is '{given}'; it has to name a file vmlinuz-VERSION")
                : Fault(given) is { } fault ? (null, $"{fault} ({KernelVariable})") : (given, null);
        }

        var kernels = Directory.Exists("/boot") ? Directory.GetFiles("/boot", $"{KernelPrefix}*") : [];
        var ordered = kernels.OrderByDescending(k => k == OwnKernel).ThenByDescending(File.GetLastWriteTimeUtc).ToList();
        return (ordered.Find(k => Fault(k) is null), ordered.Count, ordered) switch
        {
            ({ } found, _, _) => (found, null),
            (_, 0, _) => (null, $"there is no /boot/vmlinuz-* (Debian: apt-get install linux-image-cloud-{DebianArchitecture}, or name one by {KernelVariable})"),
            (_, _, var all) => (null, $"no kernel in /boot can be used: {string.Join(", ", all.Select(Fault))}"),
        };
    }

    private static string OwnKernel => $"/boot/{KernelPrefix}{File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}";

    private static string? Fault(string kernel)
    {
        try
        {
            using var stream = File.OpenRead(kernel);
        }
        catch (UnauthorizedAccessException)
        {
            return $"{kernel} may not be read by this user (sudo chmod a+r {kernel})";
        }
        catch (IOException exception)
        {
            return exception.Message;
        }

        return File.Exists(Path.Combine(ModulesOf(kernel), "modules.dep")) ? null : $"{kernel} has no modules in {ModulesOf(kernel)}";
    }

    private static string ModulesOf(string kernel) => $"/lib/modules/{Path.GetFileName(kernel)[KernelPrefix.Length..]}";
}
