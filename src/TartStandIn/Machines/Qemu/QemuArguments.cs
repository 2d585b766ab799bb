using Lab.TartStandIn.Home;
using Lab.TartStandIn.Networks;

namespace Lab.TartStandIn.Machines.Qemu;

/// <summary>A machine's configuration as QEMU reads it. Files are named relative to the machine's directory: its sockets' paths would else be too long.</summary>
internal static class QemuArguments
{
    public const string ControlSocket = "qmp.sock";
    public const string Console = "console.log";

    /// <summary>Pages that are alike stay apart: what a guest takes is to be lost to the host.</summary>
    public static string Machine => QemuHost.Architecture == "aarch64" ? "virt,mem-merge=off" : "pc,mem-merge=off";

    public static string KernelWords => $"console={(QemuHost.Architecture == "aarch64" ? "ttyAMA0" : "ttyS0")} quiet panic=-1";

    public static string AgentSocket(int agent, bool isError) => $"agent-{agent}-{(isError ? "err" : "out")}.sock";

    public static IReadOnlyList<string> For(QemuHost host, string image, Acceleration acceleration, Guid id, VmDirectory vm, VmConfig config, INetwork network) =>
    [
        "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
        "-name", vm.Name, "-uuid", $"{id}",
        "-machine", Machine, .. acceleration.Arguments,
        "-smp", $"{config.Cpu}", "-m", $"{config.MemoryBytes >> 20}",
        "-kernel", host.Kernel, "-initrd", image, "-append", $"{KernelWords} lab.name={vm.Name}",
        "-chardev", $"file,id=console,path={Console}", "-serial", "chardev:console",
        "-chardev", $"socket,id=qmp,path={ControlSocket},server=on,wait=off", "-mon", "chardev=qmp,mode=control",
        "-drive", "file=disk.img,format=raw,if=none,id=disk", "-device", "virtio-blk-pci,drive=disk",
        "-device", "virtio-serial-pci,max_ports=31",
        .. Enumerable.Range(0, GuestImage.Agents).SelectMany(Agent),
        "-device", "pvpanic-pci",
        .. network.QemuArguments,
    ];

    /// <summary>Port 0 is a console's.</summary>
    private static IEnumerable<string> Agent(int agent) =>
    [
        .. Port($"agent{agent}out", AgentSocket(agent, isError: false), (2 * agent) + 1, $"lab.{agent}.out"),
        .. Port($"agent{agent}err", AgentSocket(agent, isError: true), (2 * agent) + 2, $"lab.{agent}.err"),
    ];

    private static string[] Port(string id, string socket, int number, string name) =>
        ["-chardev", $"socket,id={id},path={socket},server=on,wait=off", "-device", $"virtserialport,chardev={id},nr={number},name={name}"];
}
