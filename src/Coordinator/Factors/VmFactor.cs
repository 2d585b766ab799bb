using Lab.Contracts;
using Lab.Coordinator.Experiments.Yaml;

namespace Lab.Coordinator.Factors;

/// <summary>Virtual machines that run during the trial.</summary>
internal sealed class VmFactor : IFactor
{
    private static readonly string[] Networks = ["nat", "softnet", "host", "none"];

    public string Name => "vm";

    public IEnumerable<IFactorSetting> Read(YamlField field)
    {
        var map = field.Map();
        var usual = new VmSpec();
        var count = map["count"].Whole(1, 1, 16);
        var spec = new VmSpec
        {
            Image = map["image"] is { IsThere: true } image ? image.RequiredText("image: my-vm") : null,
            Cpu = map["cpu"].Whole(usual.Cpu, 1, 256),
            MemoryMiB = map["memory"].Read(usual.MemoryMiB, "a size from 64MiB to 1024GiB, such as 512MiB or 4GiB", s => Quantities.Mebibytes(s) is { } m && m is >= 64 and <= 1024 * 1024 ? m : null),
            Network = ReadNetwork(map["network"], usual.Network),
        };
        map.RefuseOthers();
        return [new VmSetting(count, spec)];
    }

    private static string ReadNetwork(YamlField field, string fallback)
    {
        var network = field.Text(fallback);
        if (!Networks.Contains(network) && !(network.StartsWith("bridged:", StringComparison.Ordinal) && network.Length > "bridged:".Length))
        {
            field.Fault($"'{network}' is not a network mode", "write nat, bridged:INTERFACE, softnet, host or none");
        }

        return network;
    }
}
