using Lab.Contracts;
using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Texts;

/// <summary>The messages of the errors that the TypeScript SDK 1.12 throws, with their classes.</summary>
internal static class TypeScriptSdk
{
    public const string Name = "typescript-sdk 1.12";

    private const string Unmeasured = "Unknown: what it throws for this was never measured.";

    public static string Print(Trouble trouble) => trouble.Failure switch
    {
        { Layer: FailureLayer.Client } => Unmeasured,
        { Layer: FailureLayer.Http } => trouble.Status is { } status ? $"APIError: {status} {ClaudeCode1.Json(trouble.Response)}".TrimEnd() : Unmeasured,
        { Layer: FailureLayer.Body, Kind: FailureKind.Reset or FailureKind.EndedEarly or FailureKind.Stalled or FailureKind.TimedOut } when !trouble.EndedInOrder => "TypeError: terminated",
        { Layer: FailureLayer.Body } => Unmeasured,
        { Kind: FailureKind.TimedOut, Layer: not FailureLayer.Dns } => "APIConnectionTimeoutError: Request timed out.",
        { Errno: { } errno } => $"APIConnectionError: Connection error. (cause: {errno})",
        _ => "APIConnectionError: Connection error.",
    };
}
