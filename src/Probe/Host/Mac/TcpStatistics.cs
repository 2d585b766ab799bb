using System.Globalization;
using System.Text.RegularExpressions;

namespace Lab.Probe.Host.Mac;

/// <summary><c>netstat -s -p tcp</c>: sentences that begin with a number, in the singular where it is 1.</summary>
internal static partial class TcpStatistics
{
    private static readonly (Regex Sentence, string Name)[] Names =
    [
        (ConnectionsOpened(), "connections-opened"),
        (ConnectionsAccepted(), "connections-accepted"),
        (SegmentsSent(), "segments-sent"),
        (SegmentsReceived(), "segments-received"),
        (Retransmitted(), "retransmitted-segments"),
        (BadChecksums(), "bad-checksums"),
        (Timeouts(), "retransmission-timeouts"),
        (TimedOut(), "connections-timed-out"),
        (LowMemory(), "received-dropped-for-memory"),
        (ListenOverflows(), "listen-overflows"),
        (EmbryonicDrops(), "connections-failed"),
    ];

    /// <summary>The counters the lab has names for; null when the text holds none.</summary>
    public static Dictionary<string, long>? Parse(string text)
    {
        var counters = new Dictionary<string, long>();
        foreach (var line in text.Split('\n').Select(l => l.Trim()))
        {
            foreach (var (sentence, name) in Names)
            {
                if (sentence.Match(line) is { Success: true } match && long.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
                {
                    // The first sentence of a kind: some words come back later for special cases.
                    counters.TryAdd(name, value);
                }
            }
        }

        return counters.Count > 0 ? counters : null;
    }

    [GeneratedRegex(@"^(\d+) connection requests?$")]
    private static partial Regex ConnectionsOpened();

    [GeneratedRegex(@"^(\d+) connection accepts?$")]
    private static partial Regex ConnectionsAccepted();

    [GeneratedRegex(@"^(\d+) packets? sent$")]
    private static partial Regex SegmentsSent();

    [GeneratedRegex(@"^(\d+) packets? received$")]
    private static partial Regex SegmentsReceived();

    [GeneratedRegex(@"^(\d+) data packets? \(\d+ bytes?\) retransmitted$")]
    private static partial Regex Retransmitted();

    [GeneratedRegex(@"^(\d+) discarded for bad checksums?$")]
    private static partial Regex BadChecksums();

    [GeneratedRegex(@"^(\d+) retransmit timeouts?$")]
    private static partial Regex Timeouts();

    [GeneratedRegex(@"^(\d+) connections? dropped by (?:rexmit|retransmit) timeout$")]
    private static partial Regex TimedOut();

    [GeneratedRegex(@"^(\d+) received packets? dropped due to low memory$")]
    private static partial Regex LowMemory();

    [GeneratedRegex(@"^(\d+) listen queue overflows?$")]
    private static partial Regex ListenOverflows();

    [GeneratedRegex(@"^(\d+) embryonic connections? dropped$")]
    private static partial Regex EmbryonicDrops();
}
