namespace Lab.Probe.Host.Mac;

/// <summary><c>netstat -an -p tcp</c>: one socket a line, its state in words; later systems add columns behind it.</summary>
internal static class SocketTable
{
    private static readonly Dictionary<string, string> States = new()
    {
        ["ESTABLISHED"] = "established", ["SYN_SENT"] = "syn-sent", ["SYN_RCVD"] = "syn-received", ["FIN_WAIT_1"] = "fin-wait-1", ["FIN_WAIT_2"] = "fin-wait-2",
        ["TIME_WAIT"] = "time-wait", ["CLOSED"] = "closed", ["CLOSE_WAIT"] = "close-wait", ["LAST_ACK"] = "last-ack", ["LISTEN"] = "listen", ["CLOSING"] = "closing",
    };

    /// <summary>Counts by state; null when no head line says that this is such a table.</summary>
    public static Dictionary<string, int>? Count(string text)
    {
        var counts = new Dictionary<string, int>();
        var isTable = false;
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            isTable |= words is ["Proto", ..];
            if (words.Length > 5 && words[0].StartsWith("tcp", StringComparison.Ordinal) && States.TryGetValue(words[5], out var state))
            {
                counts[state] = counts.GetValueOrDefault(state) + 1;
            }
        }

        return isTable ? counts : null;
    }
}
