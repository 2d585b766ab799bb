using System.Text;

namespace Lab.LoadGenerator.Profiles;

/// <summary>Text to fill requests with: one block that all of them share, so that ten thousand histories are not ten thousand copies.</summary>
internal static class Filler
{
    private const string Sentence = "The session reads a file, changes a few lines of it, runs the tests and looks at what they say. ";

    private static readonly byte[] Block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Sentence, 700)));

    /// <summary>Adds that many bytes of text, which need no escape in JSON.</summary>
    public static void Add(List<ReadOnlyMemory<byte>> pieces, int index, int bytes)
    {
        for (var left = bytes; left > 0; left -= Block.Length)
        {
            pieces.Insert(index++, Block.AsMemory(0, Math.Min(left, Block.Length)));
        }
    }

    /// <summary>That many bytes of text as a string.</summary>
    public static string Text(int bytes)
    {
        var text = new StringBuilder(bytes);
        while (text.Length < bytes)
        {
            text.Append(Sentence, 0, Math.Min(Sentence.Length, bytes - text.Length));
        }

        return text.ToString();
    }
}
