using Lab.Contracts;
using Lab.Coordinator.Experiments.Yaml;

namespace Lab.Coordinator.Factors;

/// <summary>Load of a stated size during the trial, without a virtual machine: the sham that an arm with one is compared with.</summary>
internal sealed class BallastFactor : IFactor
{
    private const double MostCores = 1024;

    public string Name => "ballast";

    public IEnumerable<IFactorSetting> Read(YamlField field)
    {
        var map = field.Map();
        var (memory, cores) = (map["memory"], map["cores"]);
        var spec = new BallastSpec
        {
            MemoryMiB = memory.Read(0, "a size from 1MiB to 1024GiB, such as 512MiB or 4GiB", s => Quantities.Mebibytes(s) is { } m && m is >= 1 and <= 1024 * 1024 ? m : null),
            Cores = cores.Number(0, 0.001, MostCores),
        };
        map.RefuseOthers();
        if (field.IsMap && !memory.IsThere && !cores.IsThere)
        {
            field.Fault("would be no load", "give memory, such as 4GiB, or cores, such as 0.5, or both");
        }

        return [new BallastSetting(spec)];
    }
}
