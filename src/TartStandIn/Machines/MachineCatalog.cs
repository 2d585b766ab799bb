using Lab.TartStandIn.Home;

namespace Lab.TartStandIn.Machines;

/// <summary>What machines can be made of.</summary>
internal static class MachineCatalog
{
    /// <summary>The kind of this stand-in's machines, also in its version and in config.json.</summary>
    public const string Kind = "process";

    public static IMachine For(VmConfig config) => config.StandIn switch
    {
        Kind => new ProcessMachine(config),
        var other => throw new IOException($"config.json asks for a machine of kind '{other}', and this stand-in knows only '{Kind}'."),
    };
}
