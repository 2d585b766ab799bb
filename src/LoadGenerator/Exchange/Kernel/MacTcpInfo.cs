using System.Buffers.Binary;
using Lab.Contracts;

namespace Lab.LoadGenerator.Exchange.Kernel;

/// <summary>macOS's <c>struct tcp_connection_info</c> (bsd/netinet/tcp.h, macOS 10.11 on, 112 bytes). It tells neither what was acknowledged nor when something last came: those are null.</summary>
internal static class MacTcpInfo
{
    // Offsets in bytes: four u8, twelve u32 and a word of flags, from 56 on u64.
    private const int State = 0;
    private const int MaxSegment = 16;
    private const int SmoothedRtt = 44;
    private const int RetransmittedPackets = 104;

    /// <summary>By number (bsd/netinet/tcp_fsm.h).</summary>
    private static readonly string[] States =
    [
        "closed", "listen", "syn-sent", "syn-received", "established", "close-wait", "fin-wait-1", "closing", "last-ack", "fin-wait-2", "time-wait",
    ];

    /// <summary>Null where not even the state is there.</summary>
    public static TcpFacts? Parse(ReadOnlySpan<byte> info) => info.IsEmpty ? null : new TcpFacts
    {
        State = info[State] < States.Length ? States[info[State]] : $"unknown ({info[State]})",
        RoundTrip = Word(info, SmoothedRtt) is > 0 and var rtt ? TimeSpan.FromMilliseconds(rtt) : null,
        Retransmits = info.Length >= RetransmittedPackets + 8 ? BinaryPrimitives.ReadInt64LittleEndian(info[RetransmittedPackets..]) : null,
        SegmentBytes = (int?)Word(info, MaxSegment),
    };

    private static long? Word(ReadOnlySpan<byte> info, int at) => info.Length >= at + 4 ? BinaryPrimitives.ReadUInt32LittleEndian(info[at..]) : null;
}
