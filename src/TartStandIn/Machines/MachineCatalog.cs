using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Home;
using Lab.TartStandIn.Machines.Qemu;

namespace Lab.TartStandIn.Machines;

/// <summary>What machines can be made of.</summary>
internal static class MachineCatalog
{
    /// <summary>The variable that says what new machines are made of, whatever could be had.</summary>
    public const string Variable = "LAB_STANDIN_MACHINES";

    private const string Process = "process";

    /// <summary>The best first.</summary>
    public static IReadOnlyList<MachineKind> Kinds { get; } =
    [
        new("qemu", "virtual machines in QEMU, each with a small Linux as its guest")
        {
            BuiltIn = () => new VmConfig { StandIn = "qemu", Cpu = 1, CpuMin = 1, MemoryBytes = 256L << 20, MemoryBytesMin = 128L << 20 },
            Missing = () => QemuHost.Find().Missing,
            Prepare = QemuMachine.Prepare,
        },
        new(Process, "plain processes that hold the memory of a VM: no guest, no network")
        {
            BuiltIn = () => new VmConfig { StandIn = Process, Cpu = 1, CpuMin = 1, MemoryBytes = 64L << 20, MemoryBytesMin = 16L << 20 },
            Missing = () => null,
            Prepare = (_, vm, config, _) => Task.FromResult<IMachine>(new ProcessMachine(vm, config)),
        },
    ];

    /// <summary>What new machines are made of.</summary>
    /// <exception cref="RefusedException">The variable asks for what there is not.</exception>
    public static MachineKind Chosen()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } forced)
        {
            return Kinds.First(k => k.Missing() is null);
        }

        var kind = Kinds.FirstOrDefault(k => k.Name == forced)
            ?? throw new RefusedException($"Error: {Variable} is '{forced}'; it can be {string.Join(" or ", Kinds.Select(k => $"'{k.Name}'"))}", 1);
        return kind.Missing() is { } missing
            ? throw new RefusedException($"Error: {Variable} asks for machines of kind '{forced}', which cannot be had: {missing}", 1)
            : kind;
    }

    /// <summary>Prepares a machine of the kind that its configuration was made with.</summary>
    /// <exception cref="RefusedException">This host cannot run it.</exception>
    public static Task<IMachine> Prepare(TartHome home, VmDirectory vm, VmConfig config, CancellationToken stopped)
    {
        var kind = Kinds.FirstOrDefault(k => k.Name == config.StandIn)
            ?? throw new RefusedException($"Error: config.json asks for a machine of kind '{config.StandIn}', and this stand-in knows {string.Join(" and ", Kinds.Select(k => $"'{k.Name}'"))} only", 1);
        return kind.Missing() is { } missing
            ? throw new RefusedException($"Error: VM \"{vm.Name}\" is of kind '{kind.Name}', which cannot run here: {missing}", 1)
            : kind.Prepare(home, vm, config, stopped);
    }
}
