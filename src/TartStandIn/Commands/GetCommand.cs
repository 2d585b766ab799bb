using System.Globalization;
using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Home;
using Lab.TartStandIn.Machines;

namespace Lab.TartStandIn.Commands;

/// <summary><c>get NAME</c>: a machine's configuration, and that it is a stand-in.</summary>
internal sealed class GetCommand : ICommand
{
    public Syntax Syntax { get; } = new("get", "Get a VM's configuration")
    {
        Options = ["--format"],
        Positionals = ["name"],
    };

    public Task<int> Run(Words words, TartHome home)
    {
        var isJson = words.OneOf("--format", "text", "json") == "json";
        var vm = home.Open(words.Name);
        var config = vm.ReadConfig();
        var facts = new Dictionary<string, object>
        {
            ["OS"] = "linux",
            ["CPU"] = config.Cpu,
            ["Memory"] = config.MemoryBytes >> 20,
            ["Disk"] = vm.DiskBytes / 1_000_000_000,
            ["DiskFormat"] = "raw",
            ["Size"] = (0.0).ToString("0.000", CultureInfo.InvariantCulture),
            ["Display"] = config.Display,
            ["Running"] = vm.Holder is not null,
            ["State"] = vm.State,
            ["StandIn"] = config.StandIn is null ? "no: made by Tart" : Nature(vm, config.StandIn),
        };

        Console.WriteLine(isJson
            ? TartJson.Object(facts)
            : TextTable.Render([.. facts.Keys.Where(k => k != "Running")], [[.. facts.Where(f => f.Key != "Running").Select(f => f.Value)]]));
        return Task.FromResult(0);
    }

    private static string Nature(VmDirectory vm, string kind) => (vm.ReadNature(), vm.Holder) switch
    {
        (null, _) => MachineCatalog.Kinds.FirstOrDefault(k => k.Name == kind) is { } known ? $"{kind} ({known.About}); not run yet" : $"{kind}: not known here",
        ({ } nature, null) => $"when it ran last: {nature}",
        ({ } nature, _) => nature,
    };
}
