using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Lab.Coordinator.Experiments.Yaml;

/// <summary>Puts values of a request into a definition, by their path: <c>design.max-blocks</c>.</summary>
internal static class YamlOverrides
{
    public static YamlMappingNode Apply(YamlMappingNode root, IReadOnlyDictionary<string, JsonElement>? overrides, YamlFaults faults)
    {
        foreach (var (path, value) in overrides ?? new Dictionary<string, JsonElement>())
        {
            if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null or JsonValueKind.Undefined)
            {
                faults.Add(Mark.Empty, $"The override '{path}' must be a single value: name the full path, for example \"workload.parallel\": 12.");
                continue;
            }

            Set(root, path, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), faults);
        }

        return root;
    }

    private static void Set(YamlMappingNode root, string path, string value, YamlFaults faults)
    {
        var names = path.Split('.');
        var at = root;
        foreach (var name in names[..^1])
        {
            var key = new YamlScalarNode(name);
            if (!at.Children.TryGetValue(key, out var next))
            {
                next = new YamlMappingNode();
                at.Add(key, next);
            }

            if (name == "target" && next is YamlScalarNode { Value: { } to })
            {
                // 'target: emulator' is short for a mapping with 'to'.
                next = new YamlMappingNode(new YamlScalarNode("to"), new YamlScalarNode(to));
                at.Children[key] = next;
            }

            if (next is not YamlMappingNode map)
            {
                faults.Add(Mark.Empty, $"The override '{path}' leads through '{name}', which is a single value in the definition.");
                return;
            }

            at = map;
        }

        at.Children[new YamlScalarNode(names[^1])] = new YamlScalarNode(value);
    }
}
