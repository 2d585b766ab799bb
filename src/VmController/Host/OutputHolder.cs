using System.Globalization;
using Lab.Shell;

namespace Lab.VmController.Host;

/// <summary>Finds the process that writes its standard output to a file of ours: a machine whose record was lost in a crash is known by that, wherever it was started.</summary>
internal sealed class OutputHolder(ICommandRunner runner)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Null where there is none, or it cannot be told.</summary>
    public async Task<int?> Find(string file, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        if (OperatingSystem.IsLinux())
        {
            // Its children may have the same output; the group is the machine's own process.
            return Directory.EnumerateDirectories("/proc").Select(d => Path.GetFileName(d)).Where(n => n.All(char.IsAsciiDigit))
                .FirstOrDefault(n => Output(n) == file) is { } found ? ProcessGroup.Of(found)?.Group : null;
        }

        var result = await runner.Run(new Command("lsof", "-t", "--", file) { Timeout = Limit }, cancellation);
        return result.Succeeded && int.TryParse(result.Output.Split('\n')[0], CultureInfo.InvariantCulture, out var id) ? id : null;
    }

    private static string? Output(string process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/fd/1").LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
