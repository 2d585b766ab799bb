using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Sessions;

/// <summary>Takes the key out of whatever a server sent back, before anybody keeps it.</summary>
internal static class Redaction
{
    private const string Mark = "[key]";

    public static Trouble Hide(Trouble trouble, string? key) => key is null
        ? trouble
        : trouble with
        {
            Failure = trouble.Failure with { Detail = Hide(trouble.Failure.Detail, key)! },
            Response = Hide(trouble.Response, key),
        };

    public static string? Hide(string? text, string? key) => key is null ? text : text?.Replace(key, Mark, StringComparison.OrdinalIgnoreCase);
}
