using System.Buffers.Binary;
using System.Diagnostics;

namespace Lab.LoadGenerator.Spans;

/// <summary>The ids of a trace and of a span in it, as numbers: few of them are ever wanted as text, but each goes out with a request.</summary>
/// <param name="TraceHigh">The first eight bytes of the trace's id.</param>
/// <param name="TraceLow">The other eight.</param>
/// <param name="Span">The span's id.</param>
internal readonly record struct DrawnIds(ulong TraceHigh, ulong TraceLow, ulong Span)
{
    /// <summary>Bytes of the value of a header <c>traceparent</c> (W3C Trace Context, version 00).</summary>
    public const int TraceParentBytes = 55;

    public ActivityTraceId TraceId
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, TraceHigh);
            BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], TraceLow);
            return ActivityTraceId.CreateFromBytes(bytes);
        }
    }

    public ActivitySpanId SpanId
    {
        get
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, Span);
            return ActivitySpanId.CreateFromBytes(bytes);
        }
    }

    /// <summary>Draws those of a new trace; zero is no id.</summary>
    public static DrawnIds Draw() => new(Any(), Any(), Any());

    /// <summary>Draws a span's id in the same trace.</summary>
    public DrawnIds Child() => this with { Span = Any() };

    /// <summary>The ids that an activity has.</summary>
    public static DrawnIds Of(Activity activity)
    {
        Span<byte> bytes = stackalloc byte[24];
        activity.TraceId.CopyTo(bytes[..16]);
        activity.SpanId.CopyTo(bytes[16..]);
        return new DrawnIds(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]));
    }

    /// <summary>Writes the value of a header <c>traceparent</c>; what it names is recorded.</summary>
    /// <param name="to">At least <see cref="TraceParentBytes"/> long.</param>
    public void WriteTraceParent(Span<byte> to)
    {
        "00-"u8.CopyTo(to);
        TraceHigh.TryFormat(to[3..], out _, "x16");
        TraceLow.TryFormat(to[19..], out _, "x16");
        to[35] = (byte)'-';
        Span.TryFormat(to[36..], out _, "x16");
        "-01"u8.CopyTo(to[52..]);
    }

#pragma warning disable RS0030 // Ids must be new in every run, also in one of the same seed: traces of both are kept.
    private static ulong Any() => ((ulong)Random.Shared.NextInt64(1, long.MaxValue) << 1) | (uint)Random.Shared.Next(2);
#pragma warning restore RS0030
}
