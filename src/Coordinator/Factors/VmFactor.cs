using Lab.Contracts;
using Lab.Coordinator.Experiments.Yaml;
using Lab.Coordinator.Machines;

namespace Lab.Coordinator.Factors;

/// <summary>Virtual machines that run during the trial.</summary>
internal sealed class VmFactor : IFactor
{
    private static readonly string[] OfSoftnet = ["allow", "block", "expose"];

    public string Name => "vm";

    public IEnumerable<IFactorSetting> Read(YamlField field)
    {
        var map = field.Map();
        var usual = new VmSpec();
        var count = map["count"].Whole(1, 1, VmSet.Most);
        var machine = new VmSpec
        {
            Image = ReadImage(map["image"]),
            Cpu = map["cpu"].Whole(usual.Cpu, 1, VmRules.MostCpus),
            MemoryMiB = map["memory"].Read(usual.MemoryMiB, "a size from 64MiB to 1024GiB, such as 512MiB or 4GiB", s => Quantities.Mebibytes(s) is { } m && m is >= VmRules.LeastMemoryMiB and <= VmRules.MostMemoryMiB ? m : null),
        };
        var network = ReadNetwork(map["network"], usual.Network);
        var spec = machine with { Network = network, Softnet = ReadRules(map, network, count) };
        map.RefuseOthers();
        return [new VmSetting(count, spec)];
    }

    private static string? ReadImage(YamlField field)
    {
        if (!field.IsThere)
        {
            return null;
        }

        var image = field.RequiredText("image: my-vm");
        if (image.Length > 0 && !VmRules.IsImage(image))
        {
            field.Fault($"is '{image}'", $"write {VmRules.ImageRule}");
        }

        return image;
    }

    private static string ReadNetwork(YamlField field, string fallback)
    {
        var network = field.Text(fallback).Trim();
        if (!VmRules.IsNetwork(network))
        {
            field.Fault($"'{network}' is not a network mode", $"write {VmRules.NetworkRule}");
        }

        return network;
    }

    private static SoftnetRules? ReadRules(YamlMap map, string network, int count)
    {
        var (allow, block, expose) = (map["allow"], map["block"], map["expose"]);
        if (network != VmRules.Softnet)
        {
            foreach (var (field, name) in new[] { allow, block, expose }.Zip(OfSoftnet).Where(f => f.First.IsThere))
            {
                field.Fault($"goes with 'network: softnet' alone, and the network is '{network}'", $"leave '{name}' out, or write 'network: softnet'");
            }
        }

        var rules = new SoftnetRules
        {
            Allow = ReadList(allow, VmRules.IsCidr, VmRules.CidrRule),
            Block = ReadList(block, VmRules.IsCidr, VmRules.CidrRule),
            Expose = ReadList(expose, VmRules.IsPorts, VmRules.PortsRule),
        };
        foreach (var (rule, fix) in VmRules.OfPorts(rules.Expose, count))
        {
            expose.Fault(rule, fix);
        }

        return network == VmRules.Softnet && rules != new SoftnetRules() ? rules : null;
    }

    private static List<string> ReadList(YamlField field, Func<string, bool> isRight, string rule)
    {
        var items = new List<string>();
        foreach (var item in field.Items)
        {
            var text = item.Text("").Trim();
            if (!isRight(text))
            {
                item.Fault($"is '{text}'", $"write {rule}");
            }

            items.Add(text);
        }

        return items;
    }
}
