using System.Buffers.Text;

namespace Lab.LoadGenerator.Budgets;

/// <summary>What a request may use at most: a token for each byte of its body, since none stands for less, what the API adds of its own, and its <c>max_tokens</c>.</summary>
internal static class TokenEstimate
{
    /// <summary>The API puts a text of some hundred tokens before a request with tools.</summary>
    private const long Added = 1_000;

    /// <summary>Null where the body says no <c>max_tokens</c>.</summary>
    public static long? Of(IReadOnlyList<ReadOnlyMemory<byte>> body, int length)
    {
        long? most = null;
        for (var index = 0; index < body.Count; index++)
        {
            var rest = body[index].Span;
            while (rest.IndexOf("\"max_tokens\":"u8) is >= 0 and var at)
            {
                rest = rest[(at + "\"max_tokens\":".Length)..].TrimStart((byte)' ');

                // The number may be a piece of its own.
                var digits = rest.IsEmpty && index + 1 < body.Count ? body[index + 1].Span : rest;
                if (Utf8Parser.TryParse(digits, out long tokens, out _))
                {
                    most = Math.Max(most ?? 0, tokens);
                }
            }
        }

        return most is null ? null : length + Added + most;
    }
}
