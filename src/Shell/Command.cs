namespace Lab.Shell;

/// <summary>A command to run: an executable and its arguments, never a line for a shell.</summary>
/// <param name="Executable">A path, or a name looked up on PATH.</param>
/// <param name="Arguments">Each argument as the program will read it; nothing is split, expanded or quoted.</param>
public sealed record Command(string Executable, params IReadOnlyList<string> Arguments)
{
    /// <summary>Variables set (or, with null, removed) on top of this process's own.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Where it runs; this process's directory where null.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>How long it may take before it is killed with its children.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The command as a reader would type it, for logs and errors.</summary>
    public override string ToString() => string.Join(' ', Arguments.Prepend(Executable).Select(Quoted));

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsLetterOrDigit(c) || "-_./:=@,+%".Contains(c, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
