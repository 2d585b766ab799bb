using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Home;

namespace Lab.TartStandIn.Commands;

/// <summary><c>list</c>: the machines. The built-in image is none of them.</summary>
internal sealed class ListCommand : ICommand
{
    public Syntax Syntax { get; } = new("list", "List created VMs")
    {
        Flags = ["--quiet"],
        Options = ["--source", "--format"],
        Short = new Dictionary<string, string> { ["-q"] = "--quiet" },
    };

    public Task<int> Run(Words words, TartHome home)
    {
        // Nothing is ever pulled, so there is no other source.
        var vms = words.OneOf("--source", "local", "oci") == "oci" ? [] : home.All().ToList();
        var isJson = words.OneOf("--format", "text", "json") == "json";

        Console.WriteLine((words.Has("--quiet"), isJson) switch
        {
            (true, _) => string.Join('\n', vms.Select(v => v.Name)),
            (_, true) => TartJson.Array(vms.Select(Facts)),
            _ => TextTable.Render(
                ["Source", "Name", "Disk", "Size", "Accessed", "State"],
                vms.Select(Facts).Select(f => new[] { f["Source"], f["Name"], f["Disk"], f["Size"], f["Accessed"], f["State"] })),
        });
        return Task.FromResult(0);
    }

    private static IReadOnlyDictionary<string, object> Facts(VmDirectory vm)
    {
        var state = vm.State;
        return new Dictionary<string, object>
        {
            ["Source"] = "local",
            ["Name"] = vm.Name,
            ["Disk"] = vm.DiskBytes / 1_000_000_000,
            ["Size"] = 0,
            ["Accessed"] = vm.Accessed.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
            ["Running"] = state == "running",
            ["State"] = state,

            // Tart has no such key, and whoever reads by keys passes over it.
            ["StandIn"] = vm.ReadKind(),
        };
    }
}
