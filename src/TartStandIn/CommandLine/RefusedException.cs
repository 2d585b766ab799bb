namespace Lab.TartStandIn.CommandLine;

/// <summary>A command that is refused, with the text for standard error and the exit code.</summary>
internal sealed class RefusedException(string text, int exitCode) : Exception(text)
{
    /// <summary>What Swift's argument parser exits with.</summary>
    public const int UsageCode = 64;

    public int ExitCode => exitCode;

    public static RefusedException Usage(string fault, Syntax syntax) =>
        new($"Error: {fault}\n{syntax.Usage}\n  See 'tart {syntax.Command} --help' for more information.", UsageCode);

    public static RefusedException Missing(string name) => new($"the specified VM \"{name}\" does not exist", 2);
}
