using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Sessions;

/// <summary>Takes the key out of whatever a server sent back, before anybody keeps it.</summary>
internal static class Redaction
{
    /// <summary>A shorter beginning is common to all keys and tells nothing.</summary>
    private const int LeastTold = 10;

    private const string Mark = "[key]";

    public static Trouble Hide(Trouble trouble, string? key) => key is null
        ? trouble
        : trouble with
        {
            Failure = trouble.Failure with { Detail = Hide(trouble.Failure.Detail, key)! },
            Response = Hide(trouble.Response, key),
        };

    /// <summary>Also where the text was cut off in the middle of the key.</summary>
    public static string? Hide(string? text, string? key)
    {
        if (text is null || key is null)
        {
            return text;
        }

        for (var length = key.Length; length >= Math.Min(LeastTold, key.Length) && text.Contains(key[..Math.Min(LeastTold, key.Length)], StringComparison.OrdinalIgnoreCase); length--)
        {
            text = text.Replace(key[..length], Mark, StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }
}
