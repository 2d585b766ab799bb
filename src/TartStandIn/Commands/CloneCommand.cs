using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Home;
using Lab.TartStandIn.Machines;

namespace Lab.TartStandIn.Commands;

/// <summary><c>clone SOURCE NAME</c>: a machine like another. There are no registries here, and one image that is always there.</summary>
internal sealed class CloneCommand : ICommand
{
    public const string BuiltInImage = "standin";

    private const long BuiltInDiskBytes = 1_000_000_000;

    public Syntax Syntax { get; } = new("clone", "Clone a VM")
    {
        Flags = ["--insecure"],
        Options = ["--concurrency", "--prune-limit"],
        Numbers = ["--concurrency", "--prune-limit"],
        Positionals = ["source-name", "new-name"],
    };

    public Task<int> Run(Words words, TartHome home)
    {
        var (source, target) = (words.Positionals[0], words.Positionals[1]);
        if (!TartHome.IsLocalName(target))
        {
            throw RefusedException.Usage("<new-name> should be a local name", Syntax);
        }

        if (source.Contains('/', StringComparison.Ordinal))
        {
            throw new RefusedException($"Error: a stand-in pulls nothing from a registry, so there is no \"{source}\"; clone \"{BuiltInImage}\" or a local VM", 1);
        }

        using (home.Lock())
        {
            var original = home.Find(source);
            if (original is null && source != BuiltInImage)
            {
                throw RefusedException.Missing(source);
            }

            original?.RequireOwn();
            var config = (original?.ReadConfig() ?? MachineCatalog.Chosen().BuiltIn()) with { Mac = VmConfig.RandomMac() };
            home.Place(target, config, original?.DiskBytes ?? BuiltInDiskBytes);
        }

        return Task.FromResult(0);
    }
}
