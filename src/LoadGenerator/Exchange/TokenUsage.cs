using System.Buffers.Text;

namespace Lab.LoadGenerator.Exchange;

/// <summary>The tokens that a reply says it used: in the <c>usage</c> of <c>message_start</c> and <c>message_delta</c>, or of a message in one piece.</summary>
internal struct TokenUsage
{
    private long _input;
    private long _cacheWritten;
    private long _cacheRead;
    private long _output;

    /// <summary>Whether the reply has told its last figure: that of <c>message_start</c> is only the beginning.</summary>
    public bool IsFinal { get; private set; }

    public readonly long Total => _input + _cacheWritten + _cacheRead + _output;

    /// <summary>Takes the figures of a JSON text in. All are sums since the reply's start, so that the largest is the latest.</summary>
    /// <param name="json">With or without a <c>usage</c>.</param>
    /// <param name="isFinal">Whether none comes after it.</param>
    public void Read(ReadOnlySpan<byte> json, bool isFinal)
    {
        var at = json.IndexOf("\"usage\":"u8);
        if (at < 0)
        {
            return;
        }

        var usage = json[at..];
        IsFinal |= Larger(usage, "\"output_tokens\":"u8, ref _output) && isFinal;
        Larger(usage, "\"input_tokens\":"u8, ref _input);
        Larger(usage, "\"cache_creation_input_tokens\":"u8, ref _cacheWritten);
        Larger(usage, "\"cache_read_input_tokens\":"u8, ref _cacheRead);
    }

    private static bool Larger(ReadOnlySpan<byte> usage, ReadOnlySpan<byte> name, ref long value)
    {
        var at = usage.IndexOf(name);
        if (at < 0 || !Utf8Parser.TryParse(usage[(at + name.Length)..].TrimStart((byte)' '), out long number, out _))
        {
            return false;
        }

        value = Math.Max(value, number);
        return true;
    }
}
