namespace Lab.ApiEmulator.Replies;

/// <summary>Text of any length for replies: words and spaces, nothing that JSON or a shell would have to escape.</summary>
internal static class Filler
{
    private const string Words = "the request went out and the answer came back over the same path it always takes while a probe beside it looked at each step and wrote down how long it took ";

    /// <summary>A piece of the endless text.</summary>
    /// <param name="start">Where it begins, 0 or more.</param>
    /// <param name="length">Its length in characters.</param>
    public static string At(int start, int length) => string.Create(length, start % Words.Length, static (text, offset) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = Words[(offset + i) % Words.Length];
        }
    });
}
