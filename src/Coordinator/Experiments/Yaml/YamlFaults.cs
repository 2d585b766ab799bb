using YamlDotNet.Core;

namespace Lab.Coordinator.Experiments.Yaml;

/// <summary>Everything wrong with a file, collected so that it can be said at once.</summary>
internal sealed class YamlFaults
{
    private readonly List<(long Line, string Text)> _all = [];

    /// <summary>In order of their lines.</summary>
    public IReadOnlyList<string> All => [.. _all.OrderBy(f => f.Line).Select(f => f.Line > 0 ? $"line {f.Line}: {f.Text}" : f.Text)];

    public bool Any => _all.Count > 0;

    /// <summary>Notes a fault: the input, the rule, the fix. A mark of line 0 is a value that came from elsewhere than the file.</summary>
    public void Add(Mark at, string text)
    {
        // A place may be looked at more than once; what is wrong there is said once.
        if (!_all.Contains((at.Line, text)))
        {
            _all.Add((at.Line, text));
        }
    }
}
