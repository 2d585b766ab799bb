using System.Collections;
using System.Text;

namespace Lab.ApiEmulator.Journals;

/// <summary>A request's headers in the order and the writing of the wire, without the values of secrets; kept as bytes, taken apart when somebody looks.</summary>
internal sealed class HeadLines : IReadOnlyList<KeyValuePair<string, string>>
{
    private static readonly string[] Secrets = ["x-api-key", "authorization", "proxy-authorization", "cookie"];

    private readonly byte[] _lines;

    private HeadLines(byte[] lines, int count)
    {
        _lines = lines;
        Count = count;
    }

    public int Count { get; }

    public KeyValuePair<string, string> this[int index] => this.ElementAt(index);

    /// <summary>Whether a header's value must not be kept.</summary>
    public static bool IsSecret(string name) => Secrets.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a whole request header; null when it is none with so many headers.</summary>
    public static HeadLines? Read(ReadOnlySpan<byte> head, int count)
    {
        var kept = new List<byte>(head.Length);
        var lines = 0;
        for (var at = head.IndexOf((byte)'\n') + 1; at > 0 && at < head.Length;)
        {
            var end = head[at..].IndexOf((byte)'\n');
            if (end < 0)
            {
                return null;
            }

            var line = head.Slice(at, end).TrimEnd((byte)'\r');
            at += end + 1;
            if (line.IsEmpty)
            {
                return at == head.Length && lines == count ? new HeadLines([.. kept], count) : null;
            }

            var colon = line.IndexOf((byte)':');
            if (colon < 1)
            {
                return null;
            }

            lines++;
            kept.AddRange(IsSecret(Encoding.Latin1.GetString(line[..colon])) ? line[..(colon + 1)] : line);
            kept.Add((byte)'\n');
        }

        return null;
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        foreach (var line in Encoding.Latin1.GetString(_lines).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            yield return new(line[..colon], line[(colon + 1)..].Trim());
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
