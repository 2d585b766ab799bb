using Lab.Contracts;
using Lab.Coordinator.Pages.Parts;

namespace Lab.Coordinator.Pages.Calls;

/// <summary>Says of a call what it was for, and of its connection what was measured, in words that need no book beside them.</summary>
internal static class CallWords
{
    /// <summary>What a call was for, and who made it.</summary>
    public static string Purpose(Call call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return Purpose(call.Purpose) + (call.Subagent is { } number ? $", subagent {number}" : "");
    }

    /// <summary>A purpose.</summary>
    public static string Purpose(CallPurpose purpose) => purpose switch
    {
        CallPurpose.Turn => "conversation",
        CallPurpose.SmallModel => "small model",
        CallPurpose.Compaction => "compaction",
        _ => "housekeeping",
    };

    /// <summary>What a TLS handshake agreed on.</summary>
    public static string Tls(TlsFacts tls)
    {
        ArgumentNullException.ThrowIfNull(tls);
        return string.Join(" · ", new[] { tls.Version, tls.KeyShare is { } share ? $"key share {share}" : null, tls.Cipher, tls.Protocol is { } protocol ? $"ALPN {protocol}" : null }.OfType<string>());
    }

    /// <summary>What the kernel knew, each with what it means; the telling ones first.</summary>
    public static IReadOnlyList<(string Fact, string Meaning)> Tcp(TcpFacts tcp)
    {
        ArgumentNullException.ThrowIfNull(tcp);

        var facts = new List<(string, string)> { ($"state {tcp.State}", State(tcp.State)) };
        if (tcp.Unacknowledged is { } waiting)
        {
            facts.Add((Human.Count(waiting, "segment") + " unacknowledged", waiting == 0 ? "the peer's system has taken all that was sent" : "sent, and not acknowledged by the peer's system: lost on the way, or nobody is there"));
        }

        if (tcp.Retransmits is { } again)
        {
            facts.Add((Human.Count(again, "segment") + " sent again", again == 0 ? "nothing had to be sent twice" : "the path lost segments, or their acknowledgements"));
        }

        if (tcp.Backoff is > 0 and var backoff)
        {
            facts.Add((Human.Count(backoff, "time-out") + " in a row", "the kernel waits longer and longer for an acknowledgement: the path is dead or stuck"));
        }

        if (tcp.Lost is > 0 and var lost)
        {
            facts.Add((Human.Count(lost, "segment") + " counted as lost", "later ones were acknowledged, these were not"));
        }

        if (tcp.BytesAcknowledged is { } bytes)
        {
            facts.Add((Human.Bytes(bytes) + " acknowledged", "what the peer's system has surely received over this connection"));
        }

        Add(tcp.RoundTrip, "round trip", "time to the peer's system and back, smoothed");
        Add(tcp.SinceSent, "since data was sent", "");
        Add(tcp.SinceReceived, "since data was received", "");
        Add(tcp.SinceAcknowledged, "since an acknowledgement came", "the last sign that the peer's system was there");
        if (tcp.SegmentBytes is { } size)
        {
            facts.Add(($"segments of up to {Human.Bytes(size)}", size < 1_200 ? "small: a tunnel or a narrow link is on the way" : ""));
        }

        return facts;

        void Add(TimeSpan? time, string what, string meaning)
        {
            if (time is { } known)
            {
                facts.Add(($"{Human.Duration(known)} {what}", meaning));
            }
        }
    }

    private static string State(string state) => state switch
    {
        "established" => "this side still held the connection for good",
        "close-wait" => "the peer had closed in order, and this side had not noticed",
        "syn-sent" => "the connection was being opened, and nobody had answered",
        "close" or "closed" => "the connection was already ended, by RST or time-out",
        "fin-wait-1" or "fin-wait-2" or "last-ack" or "closing" or "time-wait" => "the connection was being closed",
        _ => "",
    };
}
