namespace Lab.TartStandIn.CommandLine;

/// <summary>What a command takes.</summary>
/// <param name="Command">The command's name.</param>
/// <param name="Abstract">What it does, for the help.</param>
internal sealed record Syntax(string Command, string Abstract)
{
    /// <summary>Options without a value.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Options with a value; each may come more than once.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Those of the options whose values are whole numbers.</summary>
    public IReadOnlyList<string> Numbers { get; init; } = [];

    /// <summary>Short names of options.</summary>
    public IReadOnlyDictionary<string, string> Short { get; init; } = new Dictionary<string, string>();

    /// <summary>What must follow, in order.</summary>
    public IReadOnlyList<string> Positionals { get; init; } = [];

    /// <summary>Whether more of the last positional may follow.</summary>
    public bool TakesMore { get; init; }

    /// <summary>Whether everything after the first positional belongs to somebody else.</summary>
    public bool PassesThrough { get; init; }

    public string Usage => string.Join(' ',
        ["Usage: tart", Command, .. Flags.Select(f => $"[{f}]"), .. Options.Select(o => $"[{o} <{o[2..]}>]"), .. Positionals.Select(p => $"<{p}>"), .. TakesMore || PassesThrough ? new[] { "..." } : []]);
}
