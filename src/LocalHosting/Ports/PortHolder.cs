using System.Globalization;
using Lab.Shell;

namespace Lab.LocalHosting;

/// <summary>Tells who listens on a port, as far as the system tells it to us.</summary>
internal static class PortHolder
{
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    private const string Unknown = "a process that this user may not see";

    public static async Task<string> Describe(int port, ICommandRunner commands, CancellationToken cancellation)
    {
        var id = OperatingSystem.IsMacOS()
            ? FromLsof((await commands.Run(new Command("lsof", "-nP", $"-iTCP:{port}", "-sTCP:LISTEN", "-Fp"), cancellation)).Output)
            : FromProc(port);
        return id is { } known ? Processes.Describe(known) + CommandLine(known) : Unknown;
    }

    /// <summary>The process id in <c>lsof -Fp</c>'s output: a line <c>p1234</c> for each process.</summary>
    internal static int? FromLsof(string output) => output.Split('\n')
        .Where(l => l.StartsWith('p'))
        .Select(l => int.TryParse(l.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : (int?)null)
        .FirstOrDefault(id => id is not null);

    /// <summary>The inode of the listening socket in the text of /proc/net/tcp or tcp6: the line of the port whose state is 0A.</summary>
    internal static string? Inode(string table, int port)
    {
        var suffix = $":{port:X4}";
        return table.Split('\n')
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(f => f.Length > 9 && f[1].EndsWith(suffix, StringComparison.Ordinal) && f[3] == "0A")?[9];
    }

    private static int? FromProc(int port)
    {
        var inodes = Tables
            .Where(File.Exists)
            .Select(f => Inode(File.ReadAllText(f), port))
            .Where(i => i is not null)
            .Select(i => $"socket:[{i}]")
            .ToHashSet();
        return inodes.Count == 0
            ? null
            : Directory.EnumerateDirectories("/proc")
                .Select(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : (int?)null)
                .FirstOrDefault(id => id is { } process && Holds(process, inodes));
    }

    private static bool Holds(int process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{process}/fd").Any(f => new FileInfo(f).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Gone meanwhile, or another user's.
            return false;
        }
    }

    private static string CommandLine(int process)
    {
        try
        {
            var words = File.ReadAllText($"/proc/{process}/cmdline").Replace('\0', ' ').Trim();
            return words.Length == 0 ? "" : $": {(words.Length > 160 ? words[..160] + "…" : words)}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // macOS has no /proc; the name and the id must do.
            return "";
        }
    }
}
