using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Lab.Coordinator.Experiments.Yaml;

/// <summary>A place in a file that may hold a value, with the readers that turn the value into something or note what is wrong with it.</summary>
internal sealed class YamlField(YamlFaults faults, string path, YamlNode? node, Mark at)
{
    /// <summary>From the top of the file: <c>workload.turns</c>.</summary>
    public string Path => path;

    public bool IsThere => node is not null;

    public bool IsMap => node is YamlMappingNode;

    public IReadOnlyList<YamlField> Items => node switch
    {
        null => [],
        YamlSequenceNode list => [.. list.Children.Select((c, i) => new YamlField(faults, $"{path}[{i}]", c, c.Start))],
        _ => [this],
    };

    /// <summary>The mapping here; an empty one where there is none or something else stands here.</summary>
    public YamlMap Map()
    {
        if (node is null or YamlMappingNode)
        {
            return new YamlMap(faults, path, node as YamlMappingNode, at);
        }

        Fault("must be a mapping of names to values", "put 'name: value' lines below it, indented");
        return new YamlMap(faults, path, null, at);
    }

    public string Text(string fallback) => Scalar() ?? fallback;

    /// <summary>A text that must be there and not be empty.</summary>
    public string RequiredText(string example)
    {
        if (node is null)
        {
            faults.Add(at, $"'{path}' is missing. Write for example '{example}'.");
            return "";
        }

        var text = Scalar();
        if (text is { Length: 0 })
        {
            Fault("must not be empty", $"write for example '{example}'");
        }

        return text?.Trim() ?? "";
    }

    public bool Flag(bool fallback) => Read(fallback, "true or false", s => s switch { "true" => true, "false" => false, _ => null });

    public int Whole(int fallback, int least, int most) => (int)Whole((long)fallback, least, most);

    public long Whole(long fallback, long least, long most) => Read(fallback, $"a whole number from {least:N0} to {most:N0}", s =>
        long.TryParse(s.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) && n >= least && n <= most ? n : null);

    /// <summary>A number of bytes: <c>65536</c>, <c>64KiB</c>, <c>1MiB</c>.</summary>
    public int Size(int fallback, int least, int most) => (int)Size((long)fallback, least, most);

    /// <summary>A number of bytes: <c>65536</c>, <c>64KiB</c>, <c>1MiB</c>.</summary>
    public long Size(long fallback, long least, long most) =>
        Read(fallback, $"a size from {least:N0} to {most:N0} bytes, such as 65536, 64KiB or 1MiB", s => Quantities.Bytes(s) is { } n && n >= least && n <= most ? n : null);

    /// <summary>A number: <c>0.01</c>.</summary>
    public double Number(double fallback, double least, double most) =>
        Read(fallback, $"a number from {least:0.######} to {most:0.######}", s =>
            double.TryParse(s, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) && n >= least && n <= most ? n : null);

    /// <summary>A share: <c>0.2</c> or <c>20%</c>.</summary>
    public double Share(double fallback, double least = 0, double most = 1) =>
        Read(fallback, $"a share from {least:0.####} to {most:0.####}, such as 0.2 or 20%", s => Quantities.Share(s) is { } v && v >= least && v <= most ? v : null);

    /// <summary>A duration with its unit: <c>200ms</c>, <c>2s</c>, <c>1m30s</c>.</summary>
    public TimeSpan Duration(TimeSpan fallback, TimeSpan least, TimeSpan most) =>
        Read(fallback, $"a duration from {Quantities.Text(least)} to {Quantities.Text(most)} with its unit, such as 200ms, 2s or 1m30s", s => Quantities.Duration(s) is { } v && v >= least && v <= most ? v : null);

    /// <summary>A duration, or <c>none</c> for null.</summary>
    public TimeSpan? DurationOrNone(TimeSpan? fallback, TimeSpan least, TimeSpan most) =>
        node is null ? fallback : Scalar() == "none" ? null : Duration(fallback ?? least, least, most);

    public T Choice<T>(T fallback, IReadOnlyDictionary<string, T> choices) where T : struct =>
        Read(fallback, $"one of {string.Join(", ", choices.Keys)}", s => choices.TryGetValue(s, out var v) ? v : null);

    /// <summary>A value by a reader of the caller's, which answers null to what it does not accept.</summary>
    public T Read<T>(T fallback, string rule, Func<string, T?> read) where T : struct
    {
        if (node is null || Scalar() is not { } text)
        {
            return fallback;
        }

        if (read(text.Trim()) is { } value)
        {
            return value;
        }

        faults.Add(at, $"'{path}: {text}' must be {rule}.");
        return fallback;
    }

    public void Fault(string rule, string fix) => faults.Add(at, $"'{path}' {rule}: {fix}.");

    private string? Scalar()
    {
        switch (node)
        {
            case null:
                return null;
            case YamlScalarNode scalar:
                return scalar.Value ?? "";
            default:
                Fault("must be a single value", "write it behind the colon, on the same line");
                return null;
        }
    }
}
