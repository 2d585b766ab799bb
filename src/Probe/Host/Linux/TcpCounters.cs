using System.Globalization;

namespace Lab.Probe.Host.Linux;

/// <summary>/proc/net/snmp and /proc/net/netstat: a line of names and a line of values for each protocol.</summary>
internal static class TcpCounters
{
    private static readonly Dictionary<(string Section, string Name), string> Names = new()
    {
        [("Tcp:", "ActiveOpens")] = "connections-opened",
        [("Tcp:", "PassiveOpens")] = "connections-accepted",
        [("Tcp:", "AttemptFails")] = "connections-failed",
        [("Tcp:", "EstabResets")] = "connections-reset",
        [("Tcp:", "InSegs")] = "segments-received",
        [("Tcp:", "OutSegs")] = "segments-sent",
        [("Tcp:", "RetransSegs")] = "retransmitted-segments",
        [("Tcp:", "InErrs")] = "bad-segments",
        [("Tcp:", "OutRsts")] = "resets-sent",
        [("Tcp:", "InCsumErrors")] = "bad-checksums",
        [("TcpExt:", "TCPTimeouts")] = "retransmission-timeouts",
        [("TcpExt:", "TCPSynRetrans")] = "retransmitted-syns",
        [("TcpExt:", "TCPAbortOnTimeout")] = "connections-timed-out",
        [("TcpExt:", "TCPAbortOnMemory")] = "connections-aborted-for-memory",
        [("TcpExt:", "TCPMemoryPressures")] = "memory-pressures",
        [("TcpExt:", "TCPRcvQDrop")] = "received-dropped-for-memory",
        [("TcpExt:", "ListenOverflows")] = "listen-overflows",
        [("TcpExt:", "ListenDrops")] = "listen-drops",
    };

    /// <summary>The counters the lab has names for; null when the texts hold none.</summary>
    public static Dictionary<string, long>? Parse(params IReadOnlyList<string> texts)
    {
        var counters = new Dictionary<string, long>();
        foreach (var (names, values) in texts.SelectMany(Pairs))
        {
            for (var i = 1; i < Math.Min(names.Length, values.Length); i++)
            {
                if (Names.TryGetValue((names[0], names[i]), out var name) && long.TryParse(values[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
                {
                    counters[name] = value;
                }
            }
        }

        return counters.Count > 0 ? counters : null;
    }

    private static IEnumerable<(string[] Names, string[] Values)> Pairs(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')).ToList();
        return lines.Zip(lines.Skip(1)).Where(p => p.First[0] == p.Second[0]);
    }
}
