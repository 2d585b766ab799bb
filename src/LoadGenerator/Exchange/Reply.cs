using System.Text;

namespace Lab.LoadGenerator.Exchange;

/// <summary>What came back: the header, and the stream as the scanner saw it or the beginning of another body. Used again for the next attempt.</summary>
internal sealed class Reply
{
    private const int MostText = 2048;

    private byte[]? _text;
    private int _textLength;
    private WholeMessage? _whole;

    public ResponseHead Head;

    /// <summary>What was asked for.</summary>
    public Expected Expects { get; private set; }

    public SseScanner Stream { get; } = new();

    /// <summary>Told the time of each read of a body once it is taken in: whoever wants to know more of a stream than is kept. Null for nobody.</summary>
    public Action<long>? Watch { get; set; }

    public int? Status => Head.Status == 0 ? null : Head.Status;

    /// <summary>Whether the last reply came faster than small reads could take it: the next one probably will too.</summary>
    public bool Rushes { get; set; }

    /// <summary>Whether the connection can carry another request.</summary>
    public bool IsReusable { get; set; }

    /// <summary>The beginning of a body that is no stream; null when it had none.</summary>
    public string? Text => _textLength == 0 ? null : Encoding.UTF8.GetString(_text.AsSpan(0, _textLength));

    /// <summary>Bytes of text in the message, as they were sent.</summary>
    public int TextBytes => _whole?.TextBytes ?? Stream.TextBytes;

    /// <summary>The tools that the message asks for.</summary>
    public IReadOnlyList<ToolUse> Tools => _whole?.Tools ?? Stream.Tools;

    /// <summary>What the message says it used; null where it does not, or where its end did not come.</summary>
    public long? Usage => (_whole?.Usage ?? Stream.Usage) is { IsFinal: true } usage ? usage.Total : null;

    public void Begin(Expected expects = Expected.Stream)
    {
        Expects = expects;
        _whole = expects == Expected.Whole ? new WholeMessage() : null;
        Head = default;
        IsReusable = false;
        _textLength = 0;
        Stream.Begin();
    }

    /// <summary>What is wrong with the message in one piece; null for nothing.</summary>
    public string? ReadWhole() => _whole?.Read();

    public void TakeText(ReadOnlySpan<byte> content)
    {
        if (Head.Status < 300)
        {
            _whole?.Take(content);
        }

        _text ??= new byte[MostText];
        var room = Math.Min(content.Length, MostText - _textLength);
        content[..room].CopyTo(_text.AsSpan(_textLength));
        _textLength += room;
    }
}
