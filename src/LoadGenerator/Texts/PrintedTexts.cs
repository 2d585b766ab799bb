using Lab.Contracts;
using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Texts;

/// <summary>What the user would have read for a failure, had it lasted until the client gave up, by client. An ellipsis stands for advice that follows.</summary>
internal static class PrintedTexts
{
    /// <summary>Empty where the lab ended the call itself: no client ever would.</summary>
    public static IReadOnlyList<PrintedText> For(Trouble trouble) => trouble.Failure.Kind == FailureKind.Cancelled
        ? []
        : [new(ClaudeCode2.Name, ClaudeCode2.Print(trouble)), new(ClaudeCode1.Name, ClaudeCode1.Print(trouble))];
}
