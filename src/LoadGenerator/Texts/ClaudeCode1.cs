using System.Globalization;
using Lab.Contracts;
using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Texts;

/// <summary>The texts of claude-code 1.0.35, the generation that says "Connection error." for every active failure before the response header.</summary>
internal static class ClaudeCode1
{
    public const string Name = "claude-code 1.0.35";

    /// <summary>The line that users know best stands on the screen between two attempts, not at the end.</summary>
    public const string NameWhileRetrying = "claude-code 1.0.35, while it retries";

    private const string ConnectionError = "API Error: Connection error.";
    private const string TimedOut = "API Error: Request timed out.";
    private const string Unmeasured = "Unknown: what it prints for this was never measured.";
    private const string Nothing = "(nothing)";

    /// <summary>Of a page of HTML where JSON should be.</summary>
    private const string Unreadable = "API Error: Cannot read properties of undefined (reading 'filter')";

    private const int MostJson = 300;

    public static string Print(Trouble trouble) => trouble.Failure switch
    {
        { Layer: FailureLayer.Client } => Unmeasured,
        { Layer: FailureLayer.Http } => Http(trouble),
        { Layer: FailureLayer.Body } => Body(trouble),

        // Time-outs before the header have a text of their own; its resolver's count as connection errors.
        { Kind: FailureKind.TimedOut, Layer: not FailureLayer.Dns } => TimedOut,
        _ => ConnectionError,
    };

    /// <summary>What stands on the screen before the first retry that it tells of; null where there was none, or where another failure was its reason.</summary>
    public static string? PrintRetry(Trouble trouble, IReadOnlyList<Attempt> attempts, double timeScale)
    {
        // The first request without a stream follows at once and untold.
        const string Lead = "API Error: ";
        var final = Print(trouble);
        return attempts is [_, { Failure: { } failure }, { WaitedBefore: var waited }, ..]
            && (failure.Layer, failure.Kind) == (trouble.Failure.Layer, trouble.Failure.Kind)
            && final.StartsWith(Lead, StringComparison.Ordinal)
                ? string.Create(CultureInfo.InvariantCulture, $"API Error ({final[Lead.Length..]}) · Retrying in {Math.Round(waited.TotalSeconds / timeScale):0} seconds… (attempt 1/10)")
                : null;
    }

    private static string Body(Trouble trouble) => trouble.Failure.Kind switch
    {
        FailureKind.EndedEarly when trouble.EndedInOrder => Nothing,
        FailureKind.Reset or FailureKind.EndedEarly or FailureKind.Stalled or FailureKind.TimedOut => "API Error: terminated",
        FailureKind.Malformed when trouble.Status == 200 && trouble.IsWhole => Unreadable,
        _ => Unmeasured,
    };

    private static string Http(Trouble trouble) => trouble.Status switch
    {
        401 => "Invalid API key · Fix external API key",
        { } status => $"API Error: {status} {Json(trouble.Response)}".TrimEnd(),
        null => Unmeasured,
    };

    internal static string Json(string? response) => response is null ? "" : response.Length > MostJson ? response[..MostJson] + "…" : response;
}
