using System.Diagnostics;
using Lab.LoadGenerator.Exchange;

namespace Lab.LoadGenerator.Spans;

/// <summary>What the kernel knew of a failed attempt's connection, on its span.</summary>
internal static class KernelTags
{
    public static void Add(Activity span, AttemptMeter meter)
    {
        if (meter.Tcp is not { } tcp)
        {
            return;
        }

        span.AddTag("lab.bytes_sent", meter.BytesSent).AddTag("lab.tcp.state", tcp.State);

        // What was given to the connection in all, beside what its peer has acknowledged of it: the rest never arrived, or its acknowledgement did not.
        Add(span, "lab.tcp.bytes_sent", meter.ConnectionBytesSent);
        Add(span, "lab.tcp.bytes_acknowledged", tcp.BytesAcknowledged);
        Add(span, "lab.tcp.unacknowledged", tcp.Unacknowledged);
        Add(span, "lab.tcp.lost", tcp.Lost);
        Add(span, "lab.tcp.retransmits", tcp.Retransmits);
        Add(span, "lab.tcp.backoff", tcp.Backoff);
        Add(span, "lab.tcp.round_trip", tcp.RoundTrip?.TotalSeconds);
        Add(span, "lab.tcp.since_sent", tcp.SinceSent?.TotalSeconds);
        Add(span, "lab.tcp.since_received", tcp.SinceReceived?.TotalSeconds);
        Add(span, "lab.tcp.since_acknowledged", tcp.SinceAcknowledged?.TotalSeconds);
        Add(span, "lab.tcp.segment_bytes", tcp.SegmentBytes);
    }

    private static void Add<T>(Activity span, string name, T? value)
        where T : struct
    {
        if (value is { } known)
        {
            span.AddTag(name, known);
        }
    }
}
