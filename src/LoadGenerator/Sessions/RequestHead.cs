using System.Globalization;
using System.Text;
using Lab.LoadGenerator.Profiles;

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

    private bool HasLength { get; }

    /// <summary>The header for a body of that length. It stays valid until the next one is asked for.</summary>
    public ReadOnlyMemory<byte> For(int contentLength, string? traceParent)
    {
        var at = _fixed;
        if (HasLength)
        {
            contentLength.TryFormat(_bytes.AsSpan(at), out var written, provider: CultureInfo.InvariantCulture);
            at += written;
        }

        if (traceParent is not null)
        {
            at += Encoding.ASCII.GetBytes("\r\ntraceparent: ", _bytes.AsSpan(at));
            at += Encoding.ASCII.GetBytes(traceParent, _bytes.AsSpan(at));
        }

        at += Encoding.ASCII.GetBytes("\r\n\r\n", _bytes.AsSpan(at));
        return _bytes.AsMemory(0, at);
    }
}
