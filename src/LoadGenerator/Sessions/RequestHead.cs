using System.Globalization;
using System.Text;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Profiles;

namespace Lab.LoadGenerator.Sessions;

/// <summary>A session's request header: written once but for the body's length and the trace context.</summary>
internal sealed class RequestHead
{
    private const int Room = 128;

    private readonly byte[] _bytes;
    private readonly int _fixed;

    public RequestHead(IClientProfile profile, TargetAddress endpoint, HeaderFacts facts)
    {
        var text = new StringBuilder($"POST {endpoint.LineStart}{endpoint.Path}{profile.Query} HTTP/1.1\r\n");
        foreach (var (name, value) in profile.Headers(facts))
        {
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        text.Append("Content-Length: ");
        _fixed = Encoding.Latin1.GetByteCount(text.ToString());
        _bytes = new byte[_fixed + Room];
        Encoding.Latin1.GetBytes(text.ToString(), _bytes);
    }

    /// <summary>The header for a body of that length. It stays valid until the next one is asked for.</summary>
    public ReadOnlyMemory<byte> For(int contentLength, string? traceParent)
    {
        contentLength.TryFormat(_bytes.AsSpan(_fixed), out var written, provider: CultureInfo.InvariantCulture);
        var at = _fixed + written;
        if (traceParent is not null)
        {
            at += Encoding.ASCII.GetBytes("\r\ntraceparent: ", _bytes.AsSpan(at));
            at += Encoding.ASCII.GetBytes(traceParent, _bytes.AsSpan(at));
        }

        at += Encoding.ASCII.GetBytes("\r\n\r\n", _bytes.AsSpan(at));
        return _bytes.AsMemory(0, at);
    }
}
