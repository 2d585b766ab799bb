using System.Globalization;
using System.Text;
using Lab.LoadGenerator.Profiles;
using Lab.LoadGenerator.Spans;

namespace Lab.LoadGenerator.Sessions;

/// <summary>A request header: written once but for the body's length and the trace context.</summary>
internal sealed class RequestHead
{
    private const int Room = 128;

    private readonly byte[] _bytes;
    private readonly int _fixed;

    public RequestHead(string method, string path, IEnumerable<HeaderField> fields)
    {
        var text = new StringBuilder($"{method} {path} HTTP/1.1\r\n");
        foreach (var (name, value) in fields)
        {
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        if (method == "POST")
        {
            text.Append("Content-Length: ");
        }
        else
        {
            text.Length -= 2;
        }

        HasLength = method == "POST";
        _fixed = Encoding.Latin1.GetByteCount(text.ToString());
        _bytes = new byte[_fixed + Room];
        Encoding.Latin1.GetBytes(text.ToString(), _bytes);
    }

    private static ReadOnlySpan<byte> TraceParent => "\r\ntraceparent: "u8;

    private bool HasLength { get; }

    /// <summary>The header for a body of that length. It stays valid until the next one is asked for.</summary>
    public ReadOnlyMemory<byte> For(int contentLength, DrawnIds? trace)
    {
        var at = _fixed;
        if (HasLength)
        {
            contentLength.TryFormat(_bytes.AsSpan(at), out var written, provider: CultureInfo.InvariantCulture);
            at += written;
        }

        if (trace is { } ids)
        {
            TraceParent.CopyTo(_bytes.AsSpan(at));
            ids.WriteTraceParent(_bytes.AsSpan(at + TraceParent.Length));
            at += TraceParent.Length + DrawnIds.TraceParentBytes;
        }

        "\r\n\r\n"u8.CopyTo(_bytes.AsSpan(at));
        return _bytes.AsMemory(0, at + 4);
    }
}
