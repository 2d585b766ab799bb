using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Lab.Coordinator.Experiments.Yaml;

/// <summary>A mapping that knows which of its names were asked for: the others are faults.</summary>
internal sealed class YamlMap(YamlFaults faults, string path, YamlMappingNode? node, Mark at)
{
    private readonly HashSet<string> _known = [];

    public IEnumerable<string> Names => node?.Children.Keys.Select(NameOf) ?? [];

    /// <summary>The value of a name, and from now on the name is known.</summary>
    public YamlField this[string name]
    {
        get
        {
            _known.Add(name);
            foreach (var (key, value) in node?.Children ?? Enumerable.Empty<KeyValuePair<YamlNode, YamlNode>>())
            {
                if (NameOf(key) == name)
                {
                    return new YamlField(faults, Below(name), value, key.Start);
                }
            }

            return new YamlField(faults, Below(name), null, at);
        }
    }

    /// <summary>Notes every name that nobody asked for, with the likeliest one meant.</summary>
    public void RefuseOthers()
    {
        foreach (var key in node?.Children.Keys ?? [])
        {
            var name = NameOf(key);
            if (!_known.Contains(name))
            {
                faults.Add(key.Start, $"'{Below(name)}' is not known. {Hint(name)}");
            }
        }
    }

    private string Hint(string name)
    {
        var all = $"Known here: {string.Join(", ", _known.Order(StringComparer.Ordinal))}.";
        var closest = _known.Select(k => (Name: k, Distance: Spelling.Distance(name, k))).OrderBy(c => c.Distance).FirstOrDefault();
        return closest.Name is not null && closest.Distance <= Math.Max(2, name.Length / 3) ? $"Did you mean '{closest.Name}'? {all}" : all;
    }

    private string Below(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string NameOf(YamlNode key) => key is YamlScalarNode { Value: { } name } ? name : key.ToString();
}
