using Lab.Contracts;
using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Texts;

/// <summary>What the user would have read for a failure, had it lasted until the client gave up, by client. An ellipsis stands for advice that follows.</summary>
internal static class PrintedTexts
{
    private const string Current = "claude-code-2";
    private const string Old = "claude-code-1";
    private const string Sdk = "typescript-sdk";

    /// <summary>Both generations' texts. Empty where the lab ended the call itself: no client ever would.</summary>
    public static IReadOnlyList<PrintedText> For(Trouble trouble) => For(trouble, Current, [], 1);

    /// <summary>The same, with the client first that was imitated, and what it printed meanwhile.</summary>
    /// <param name="trouble">Why the call was given up.</param>
    /// <param name="profile">The profile that made it.</param>
    /// <param name="attempts">Its attempts.</param>
    /// <param name="timeScale">What its waits were multiplied by.</param>
    public static IReadOnlyList<PrintedText> For(Trouble trouble, string profile, IReadOnlyList<Attempt> attempts, double timeScale)
    {
        if (trouble.Failure.Kind == FailureKind.Cancelled)
        {
            return [];
        }

        var current = new PrintedText(ClaudeCode2.Name, ClaudeCode2.Print(trouble));
        var old = new PrintedText(ClaudeCode1.Name, ClaudeCode1.Print(trouble));
        return profile switch
        {
            Old when ClaudeCode1.PrintRetry(trouble, attempts, timeScale) is { } retry => [old, new(ClaudeCode1.NameWhileRetrying, retry), current],
            Old => [old, current],
            Sdk => [new(TypeScriptSdk.Name, TypeScriptSdk.Print(trouble)), current, old],
            _ => [current, old],
        };
    }
}
