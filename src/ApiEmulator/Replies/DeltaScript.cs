using System.Text;

namespace Lab.ApiEmulator.Replies;

/// <summary>The content deltas of one block as bytes, made once for a plan: a few different ones that come round again.</summary>
internal sealed class DeltaScript
{
    /// <summary>Bytes kept ready for each kind of reply, so that a plan of a million events takes no more.</summary>
    private const int Ready = 256 * 1024;

    private readonly byte[] _cycle;
    private readonly byte[] _first;
    private readonly byte[] _last;
    private readonly byte[] _only;
    private readonly int _length;

    /// <param name="place">Which block of the reply it is, and of how many.</param>
    /// <param name="count">How many deltas.</param>
    /// <param name="eventBytes">How long each one's text is.</param>
    /// <param name="kind">The delta's type and the field of its text: <c>"text_delta","text"</c>.</param>
    /// <param name="opening">What the first delta's text begins with, in JSON's escapes.</param>
    /// <param name="closing">What the last delta's text ends with, in JSON's escapes.</param>
    public DeltaScript((int Index, int Of) place, int count, int eventBytes, string kind, string opening = "", string closing = "")
    {
        Count = count;

        var sample = Event(Filler.At(0, eventBytes));
        _length = sample.Length;
        var different = Math.Clamp(Ready / place.Of / _length, 1, Math.Max(1, Math.Min(count, 256)));
        _cycle = [.. Enumerable.Range(0, different).SelectMany(i => Event(Filler.At(i * eventBytes, eventBytes)))];
        _first = Event(opening + Filler.At(0, eventBytes));
        _last = Event(Filler.At(0, eventBytes) + closing);
        _only = Event(opening + Filler.At(0, eventBytes) + closing);

        byte[] Event(string text) => Encoding.ASCII.GetBytes(
            $"event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":{place.Index},\"delta\":{{\"type\":{kind}:\"{text}\"}}}}\n\n");
    }

    /// <summary>How many deltas there are.</summary>
    public int Count { get; }

    /// <summary>As many whole deltas, from one of them on, as lie ready in one piece and under a size; one at least.</summary>
    /// <param name="from">The first, from 0.</param>
    /// <param name="to">Where to stop, at most <see cref="Count"/>.</param>
    /// <param name="bytes">The size.</param>
    /// <param name="taken">How many they are.</param>
    public ReadOnlySpan<byte> Take(int from, int to, int bytes, out int taken)
    {
        taken = 1;
        if (Count == 1)
        {
            return _only;
        }

        if (from == 0)
        {
            return _first;
        }

        if (from == Count - 1)
        {
            return _last;
        }

        var slot = from % (_cycle.Length / _length);
        var inPiece = (_cycle.Length / _length) - slot;
        taken = Math.Max(1, Math.Min(Math.Min(inPiece, Math.Min(to, Count - 1) - from), bytes / _length));
        return _cycle.AsSpan(slot * _length, taken * _length);
    }
}
