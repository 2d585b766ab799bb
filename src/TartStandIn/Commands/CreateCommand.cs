using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Home;
using Lab.TartStandIn.Machines;

namespace Lab.TartStandIn.Commands;

/// <summary><c>create --linux NAME</c>: an empty machine.</summary>
internal sealed class CreateCommand : ICommand
{
    private const int DefaultDiskGb = 50;

    public Syntax Syntax { get; } = new("create", "Create a VM")
    {
        Flags = ["--linux"],
        Options = ["--from-ipsw", "--disk-size", "--disk-format"],
        Numbers = ["--disk-size"],
        Positionals = ["name"],
    };

    public Task<int> Run(Words words, TartHome home)
    {
        if (words.Value("--from-ipsw") is not null)
        {
            throw new RefusedException("Error: a stand-in cannot install macOS; use --linux", 1);
        }

        if (!words.Has("--linux"))
        {
            throw RefusedException.Usage("Please specify either a --from-ipsw or --linux option!", Syntax);
        }

        if (!TartHome.IsLocalName(words.Name))
        {
            throw RefusedException.Usage("<name> should be a local name", Syntax);
        }

        if (words.OneOf("--disk-format", "raw", "asif") == "asif")
        {
            throw new RefusedException("Error: a stand-in has raw disks only", 1);
        }

        var config = MachineCatalog.Chosen().BuiltIn() with { Cpu = 4, MemoryBytes = 4096L << 20 };
        using (home.Lock())
        {
            home.Place(words.Name, config, (words.Number("--disk-size") ?? DefaultDiskGb) * 1_000_000_000L);
        }

        return Task.FromResult(0);
    }
}
