using System.Globalization;
using System.Text;

namespace Lab.Tests.VmController.Chaos;

/// <summary>A process of this host, as <c>/proc</c> shows it.</summary>
internal sealed record HostProcess(int Id, int Group, IReadOnlyList<string> Words)
{
    public override string ToString() => $"{Id} ({string.Join(' ', Words)})";
}

/// <summary>The processes that have something to do with a directory: it is in their command line or in their environment.</summary>
internal static class HostProcesses
{
    public static IReadOnlyList<HostProcess> Of(string directory) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(d => Path.GetFileName(d))
            .Where(n => n.All(char.IsAsciiDigit))
            .Select(n => Read(n, directory))
            .OfType<HostProcess>(),
    ];

    /// <summary>The <c>tart run</c> of the lab's machines among them.</summary>
    public static IEnumerable<HostProcess> Runs(this IEnumerable<HostProcess> processes) =>
        processes.Where(p => p.Words.Contains("run") && p.Words[^1].StartsWith("lab-", StringComparison.Ordinal));

    private static HostProcess? Read(string id, string directory)
    {
        try
        {
            var command = File.ReadAllText($"/proc/{id}/cmdline");
            if (!command.Contains(directory, StringComparison.Ordinal) && !Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{id}/environ")).Contains(directory, StringComparison.Ordinal))
            {
                return null;
            }

            var status = File.ReadAllText($"/proc/{id}/stat");
            var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X"
                ? null
                : new HostProcess(int.Parse(id, CultureInfo.InvariantCulture), int.Parse(fields[2], CultureInfo.InvariantCulture), command.TrimEnd('\0').Split('\0'));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
