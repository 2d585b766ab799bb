using System.Buffers.Binary;
using Lab.Contracts;

namespace Lab.LoadGenerator.Exchange.Kernel;

/// <summary>Linux's <c>struct tcp_info</c> (include/uapi/linux/tcp.h). It only ever grew at its end, so what an older kernel's is too short for is null.</summary>
internal static class LinuxTcpInfo
{
    // Offsets in bytes: eight u8, then u32, from 104 on u64, from 136 on both.
    private const int State = 0;
    private const int Retransmits = 2;
    private const int SndMss = 16;
    private const int Unacked = 24;
    private const int Lost = 32;
    private const int LastDataSent = 44;
    private const int LastDataReceived = 52;
    private const int LastAckReceived = 56;
    private const int Rtt = 68;
    private const int TotalRetrans = 100;
    private const int BytesAcked = 120;
    private const int DataSegmentsIn = 152;
    private const int DataSegmentsOut = 156;

    /// <summary>By number (include/net/tcp_states.h).</summary>
    private static readonly string[] States =
    [
        "unknown", "established", "syn-sent", "syn-received", "fin-wait-1", "fin-wait-2", "time-wait", "closed", "close-wait", "last-ack", "listen", "closing", "syn-received",
    ];

    private const int SynSent = 2;

    /// <summary>Null where not even the state is there.</summary>
    public static TcpFacts? Parse(ReadOnlySpan<byte> info)
    {
        if (info.IsEmpty)
        {
            return null;
        }

        // Before the handshake the times count from the boot, and what was acknowledged is nothing.
        var isUp = info[State] != SynSent;
        return new TcpFacts
        {
            State = info[State] < States.Length ? States[info[State]] : $"unknown ({info[State]})",
            RoundTrip = Word(info, Rtt) is > 0 and var rtt ? TimeSpan.FromMicroseconds(rtt) : null,
            Retransmits = Word(info, TotalRetrans),

            // Not tcpi_backoff: since Linux 6.5 the first time-outs of a SYN do not raise that.
            Backoff = info.Length > Retransmits ? info[Retransmits] : null,

            // The SYN counts as a byte there.
            BytesAcknowledged = Long(info, BytesAcked) is { } acked ? Math.Max(0, acked - 1) : null,
            Unacknowledged = Word(info, Unacked),
            Lost = Word(info, Lost),

            // The kernel sets the times at the handshake, whether or not anything was sent or received since. (Its count of bytes received has the FIN in it.)
            SinceSent = isUp && Word(info, DataSegmentsOut) is not 0 ? Milliseconds(info, LastDataSent) : null,
            SinceReceived = isUp && Word(info, DataSegmentsIn) is not 0 ? Milliseconds(info, LastDataReceived) : null,
            SinceAcknowledged = isUp ? Milliseconds(info, LastAckReceived) : null,
            SegmentBytes = (int?)Word(info, SndMss),
        };
    }

    private static long? Word(ReadOnlySpan<byte> info, int at) => info.Length >= at + 4 ? BinaryPrimitives.ReadUInt32LittleEndian(info[at..]) : null;

    private static long? Long(ReadOnlySpan<byte> info, int at) => info.Length >= at + 8 ? BinaryPrimitives.ReadInt64LittleEndian(info[at..]) : null;

    private static TimeSpan? Milliseconds(ReadOnlySpan<byte> info, int at) => Word(info, at) is { } value ? TimeSpan.FromMilliseconds(value) : null;
}
