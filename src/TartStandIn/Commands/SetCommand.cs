using System.Text.RegularExpressions;
using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Home;

namespace Lab.TartStandIn.Commands;

/// <summary><c>set NAME</c>: changes a machine's configuration. Like Tart it does not look whether the machine runs.</summary>
internal sealed partial class SetCommand : ICommand
{
    public Syntax Syntax { get; } = new("set", "Modify VM's configuration")
    {
        Flags = ["--random-mac", "--random-serial"],
        Options = ["--cpu", "--memory", "--display", "--disk", "--disk-size"],
        Numbers = ["--cpu", "--memory", "--disk-size"],
        Positionals = ["name"],
    };

    public Task<int> Run(Words words, TartHome home)
    {
        var vm = home.Open(words.Name);
        vm.RequireOwn();
        var config = vm.ReadConfig();

        if (words.Value("--disk") is not null || words.Has("--random-serial"))
        {
            throw new RefusedException("Error: a stand-in has no disk contents and no serial number; --disk and --random-serial have nothing to act on", 1);
        }

        config = Memory(Cpu(config, words), words);
        config = words.Value("--display") is { } display ? config with { Display = Checked(display) } : config;
        config = words.Has("--random-mac") ? config with { Mac = VmConfig.RandomMac() } : config;
        Grow(vm, words);
        vm.WriteConfig(config);
        return Task.FromResult(0);
    }

    private static VmConfig Cpu(VmConfig config, Words words) => words.Number("--cpu") switch
    {
        null => config,
        var cpu when cpu < config.CpuMin => throw TooSmall($"{config.CpuMin} CPU cores", $"{cpu}"),
        var cpu => config with { Cpu = cpu.Value },
    };

    private static VmConfig Memory(VmConfig config, Words words)
    {
        if (words.Number("--memory") is not { } mebibytes)
        {
            return config;
        }

        var bytes = (long)mebibytes << 20;
        return bytes >= config.MemoryBytesMin
            ? config with { MemoryBytes = bytes }
            : throw TooSmall($"{config.MemoryBytesMin} bytes of memory", $"{bytes}");
    }

    private static RefusedException TooSmall(string minimum, string requested) =>
        new($"Error: LessThanMinimalResourcesError: VM should have {minimum} at minimum (requested {requested})", 1);

    private static void Grow(VmDirectory vm, Words words)
    {
        if (words.Number("--disk-size") is not { } gigabytes)
        {
            return;
        }

        var current = vm.DiskBytes / 1_000_000_000;
        if (gigabytes < current)
        {
            throw new RefusedException($"new disk size of {gigabytes} GB should be larger than the current disk size of {current} GB", 1);
        }

        vm.Resize(gigabytes * 1_000_000_000L);
    }

    private string Checked(string display) => Size().IsMatch(display)
        ? display
        : throw RefusedException.Usage($"The value '{display}' is invalid for '--display <display>'", Syntax);

    [GeneratedRegex(@"\A[1-9][0-9]{0,4}x[1-9][0-9]{0,4}\z")]
    private static partial Regex Size();
}
