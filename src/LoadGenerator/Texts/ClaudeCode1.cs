using Lab.Contracts;
using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Texts;

/// <summary>The texts of claude-code 1.0.35, the generation that says "Connection error." for every active failure before the response header.</summary>
internal static class ClaudeCode1
{
    public const string Name = "claude-code 1.0.35";

    private const string ConnectionError = "API Error: Connection error.";
    private const string TimedOut = "API Error: Request timed out.";
    private const string Unmeasured = "Unknown: what it prints for this was never measured.";
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

    private static string Body(Trouble trouble) => trouble.Failure.Kind switch
    {
        FailureKind.EndedEarly when trouble.EndedInOrder => Unmeasured,
        FailureKind.Reset or FailureKind.EndedEarly or FailureKind.Stalled or FailureKind.TimedOut => "API Error: terminated",
        _ => Unmeasured,
    };

    private static string Http(Trouble trouble) => trouble.Status switch
    {
        401 => "Invalid API key · Fix external API key",
        { } status => $"API Error: {status} {Json(trouble.Response)}".TrimEnd(),
        null => Unmeasured,
    };

    private static string Json(string? response) => response is null ? "" : response.Length > MostJson ? response[..MostJson] + "…" : response;
}
