using Lab.Contracts;

namespace Lab.Probe.Host.Linux;

/// <summary>/proc/net/tcp and tcp6: one socket a line, its state as two hexadecimal digits in the fourth column.</summary>
internal static class TcpTable
{
    private static readonly Dictionary<string, string> States = new()
    {
        ["01"] = "established", ["02"] = "syn-sent", ["03"] = "syn-received", ["04"] = "fin-wait-1", ["05"] = "fin-wait-2", ["06"] = "time-wait",
        ["07"] = "closed", ["08"] = "close-wait", ["09"] = "last-ack", ["0A"] = "listen", ["0B"] = "closing", ["0C"] = "syn-received",
    };

    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> BySpan = States.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Counts by state; null when no header line says that this is such a table.</summary>
    public static Dictionary<string, int>? Count(IEnumerable<string> lines)
    {
        var counts = new Dictionary<string, int>();
        var isTable = false;
        foreach (var line in lines)
        {
            if (line.Contains("local_address", StringComparison.Ordinal))
            {
                isTable = true;
            }
            else if (BySpan.TryGetValue(Column(line, 3), out var state))
            {
                counts[state] = counts.GetValueOrDefault(state) + 1;
            }
        }

        return isTable ? counts : null;
    }

    private static ReadOnlySpan<char> Column(ReadOnlySpan<char> line, int column)
    {
        // A busy host has tens of thousands of lines: no array of words for each.
        foreach (var range in line.Trim().Split(' '))
        {
            var word = line.Trim()[range];
            if (word.Length > 0 && column-- == 0)
            {
                return word;
            }
        }

        return default;
    }
}
