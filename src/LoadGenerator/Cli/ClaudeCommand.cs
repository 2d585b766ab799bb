namespace Lab.LoadGenerator.Cli;

/// <summary>A <c>claude</c> command that is installed here.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Version">As it names itself: <c>2.1.330</c>.</param>
internal sealed record ClaudeCommand(string Path, string Version)
{
    /// <summary>As reports name it.</summary>
    public string Name => $"claude-code {Version}";

    /// <summary>The first number of its version: 1 and 2 differ in all that a session does.</summary>
    public int Generation => int.Parse(Version[..Version.IndexOf('.', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);
}
