using System.Buffers.Text;
using System.Text;

namespace Lab.LoadGenerator.Exchange;

/// <summary>A response header as far as anything here asks for it.</summary>
internal struct ResponseHead
{
    public int Status;
    public long? ContentLength;
    public bool IsChunked;
    public bool IsEventStream;
    public bool WillClose;
    public string? ContentType;
    public string? ContentEncoding;
    public string? RequestId;
    public string? RetryAfter;

    /// <summary>How long the server keeps the idle connection, by <c>Keep-Alive: timeout=</c>; null where it does not say.</summary>
    public int? KeepAliveSeconds;

    /// <summary>The API's word on whether to try again; null where it has none.</summary>
    public bool? ShouldRetry;

    /// <summary>Reads a header. Zero means that more is to come, a negative number that it is none (then <paramref name="problem"/> says why), otherwise its length with the empty line.</summary>
    public static int Read(ReadOnlySpan<byte> bytes, out ResponseHead head, out string? problem)
    {
        head = default;
        problem = null;

        // Said at once: what does not speak HTTP may never send an empty line.
        var start = bytes[..Math.Min(bytes.Length, 5)];
        if (!"HTTP/"u8.StartsWith(start))
        {
            problem = $"The response begins with \"{Shown(bytes)}\", which is not HTTP.";
            return -1;
        }

        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return 0;
        }

        var lines = bytes[..(end + 2)];
        var length = end + 4;
        var first = true;
        while (lines.Length > 0)
        {
            var at = lines.IndexOf("\r\n"u8);
            problem = first ? head.ReadStatus(lines[..at]) : head.ReadField(lines[..at]);
            if (problem is not null)
            {
                return -1;
            }

            first = false;
            lines = lines[(at + 2)..];
        }

        return length;
    }

    private string? ReadStatus(ReadOnlySpan<byte> line)
    {
        var isOne = line.StartsWith("HTTP/1."u8) && line.Length >= 12 && line[8] == ' ' && (line.Length == 12 || line[12] == ' ');
        if (!isOne || !Utf8Parser.TryParse(line.Slice(9, 3), out int status, out var used) || used != 3 || status < 100)
        {
            return $"The status line is \"{Shown(line)}\".";
        }

        Status = status;
        WillClose = line[7] == '0';
        return null;
    }

    private string? ReadField(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
        {
            return $"A header line is \"{Shown(line)}\".";
        }

        var name = line[..colon];
        var value = line[(colon + 1)..].Trim(" \t"u8);
        if (Is(name, "content-length"u8))
        {
            if (!Utf8Parser.TryParse(value, out long length, out var used) || used != value.Length || length < 0 || (ContentLength is { } before && before != length))
            {
                return $"The Content-Length is \"{Shown(value)}\".";
            }

            ContentLength = length;
        }
        else if (Is(name, "transfer-encoding"u8))
        {
            if (!Is(value, "chunked"u8))
            {
                return $"The Transfer-Encoding is \"{Shown(value)}\"; only chunked is known.";
            }

            IsChunked = true;
        }
        else if (Is(name, "content-type"u8))
        {
            ContentType = Known(value);
            IsEventStream = ContentType.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);
        }
        else if (Is(name, "connection"u8))
        {
            WillClose = Ascii.EqualsIgnoreCase(value, "close"u8) || (WillClose && !Ascii.EqualsIgnoreCase(value, "keep-alive"u8));
        }
        else if (Is(name, "content-encoding"u8))
        {
            ContentEncoding = Is(value, "identity"u8) ? null : Shown(value);
        }
        else if (Is(name, "request-id"u8))
        {
            RequestId = Shown(value);
        }
        else if (Is(name, "retry-after"u8))
        {
            RetryAfter = Shown(value);
        }
        else if (Is(name, "keep-alive"u8))
        {
            var at = value.IndexOf("timeout="u8);
            KeepAliveSeconds = at >= 0 && Utf8Parser.TryParse(value[(at + 8)..], out int seconds, out _) && seconds >= 0 ? seconds : null;
        }
        else if (Is(name, "x-should-retry"u8))
        {
            ShouldRetry = Is(value, "true"u8) ? true : Is(value, "false"u8) ? false : null;
        }

        return null;
    }

    private static bool Is(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(bytes, word);

    /// <summary>The usual values without a string of their own.</summary>
    private static string Known(ReadOnlySpan<byte> value) =>
        value.SequenceEqual("text/event-stream"u8) ? "text/event-stream"
        : value.SequenceEqual("text/event-stream; charset=utf-8"u8) ? "text/event-stream; charset=utf-8"
        : value.SequenceEqual("application/json"u8) ? "application/json"
        : Shown(value);

    internal static string Shown(ReadOnlySpan<byte> bytes)
    {
        const int Most = 80;
        Span<char> text = stackalloc char[Math.Min(bytes.Length, Most)];
        for (var index = 0; index < text.Length; index++)
        {
            text[index] = bytes[index] is >= 0x20 and < 0x7F ? (char)bytes[index] : '·';
        }

        return new string(text);
    }
}
