using System.Text.Json;
using Lab.Contracts;
using Lab.Coordinator.Experiments.Targets;
using Lab.Coordinator.Experiments.Workloads;
using Lab.Coordinator.Experiments.Yaml;
using Lab.Coordinator.Factors;
using Lab.Coordinator.Runs;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Lab.Coordinator.Experiments;

/// <summary>Reads an experiment from YAML, and says all that is wrong with it at once.</summary>
internal static class ExperimentReader
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Reads a definition.</summary>
    /// <param name="yaml">The definition.</param>
    /// <param name="overrides">Values that replace those of the definition, by their path.</param>
    /// <exception cref="BadRunException">It has faults.</exception>
    public static Experiment Read(string yaml, IReadOnlyDictionary<string, JsonElement>? overrides = null)
    {
        var faults = new YamlFaults();
        var experiment = Parse(yaml, faults) is { } root ? Read(YamlOverrides.Apply(root, overrides, faults), faults) : null;
        return faults.Any || experiment is null ? throw new BadRunException(faults.All) : experiment;
    }

    private static YamlMappingNode? Parse(string yaml, YamlFaults faults)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode root)
            {
                return root;
            }

            faults.Add(Mark.Empty, "The definition must be one YAML mapping that begins with 'name: …'.");
        }
        catch (YamlException exception)
        {
            faults.Add(exception.Start, $"This is not YAML: {exception.Message}");
        }

        return null;
    }

    private static Experiment Read(YamlMappingNode node, YamlFaults faults)
    {
        var root = new YamlMap(faults, "", node, node.Start);
        var name = root["name"].RequiredText("name: my-experiment");
        if (name.Length > 0 && !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            root["name"].Fault("must consist of lower-case letters, digits and hyphens", "write for example 'name: my-experiment'");
        }

        var experiment = new Experiment
        {
            Name = name,
            Title = root["title"].Text(name),
            Question = root["question"].RequiredText("question: Does … raise failures?"),
            Target = TargetReader.Read(root["target"]),
            Workload = WorkloadReader.Read(root["workload"].Map()),
            Design = ReadDesign(root["design"].Map()),
            Arms = ReadArms(root["arms"], faults),
        };
        root.RefuseOthers();
        ExperimentRules.Check(experiment, root);
        return experiment;
    }

    private static RunDesign ReadDesign(YamlMap map)
    {
        var design = new RunDesign
        {
            Alpha = map["alpha"].Share(0.05, 0.0001, 0.5),
            Delta = map["delta"].Share(0.2, 0.01, 0.9),
            MaxBlocks = map["max-blocks"].Whole(40, 1, 1000),
            Settle = map["settle"].Duration(TimeSpan.FromMilliseconds(200), TimeSpan.Zero, Hour),
            WashOut = map["wash-out"].Duration(TimeSpan.FromMilliseconds(200), TimeSpan.Zero, Hour),
            MaxLateness = map["max-lateness"].Duration(TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(1), Hour),
            TrialLimit = map["trial-limit"].Duration(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(1), Hour * 24),
        };
        map.RefuseOthers();
        return design;
    }

    private static List<Arm> ReadArms(YamlField field, YamlFaults faults)
    {
        var map = field.Map();
        var arms = map.Names.Select(name => ReadArm(name, map[name])).ToList();
        var controls = arms.Count(a => a.IsControl);
        if (arms.Count < 2 || controls != 1)
        {
            field.Fault($"has {arms.Count} arms, {controls} of them control; there must be two or more, one of them the control", "write each arm as 'name:' with its factors below it, and 'control: true' below one of them");
        }

        return [.. arms.OrderByDescending(a => a.IsControl)];
    }

    private static Arm ReadArm(string name, YamlField field)
    {
        var map = field.Map();
        var isControl = map["control"].Flag(false);
        var factors = new List<IFactorSetting>();
        foreach (var factor in FactorCatalog.All)
        {
            var value = map[factor.Name];
            if (value.IsThere)
            {
                factors.AddRange(factor.Read(value));
            }
        }

        map.RefuseOthers();
        return new Arm(name, isControl, factors);
    }
}
