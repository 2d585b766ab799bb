using System.Globalization;
using Lab.Shell;

namespace Lab.VmController.Host;

/// <summary>Looks at what a process started in its group: it can outlive the process, as the machine of a killed <c>tart run</c> does.</summary>
internal static class ProcessGroup
{
    /// <summary>Whether any process of the group is at work; zombies are not.</summary>
    public static bool IsAtWork(int group)
    {
        if (!Processes.Signal(-group, PosixSignal.None))
        {
            return false;
        }

        // Where there is no /proc (macOS), process 1 collects what is orphaned at once.
        return !OperatingSystem.IsLinux() || Directory.EnumerateDirectories("/proc")
            .Select(d => Path.GetFileName(d))
            .Where(n => n.All(char.IsAsciiDigit))
            .Any(n => Of(n) is { IsAtWork: true } process && process.Group == group);
    }

    /// <summary>The group of a process, on Linux; null where it is gone.</summary>
    public static (int Group, bool IsAtWork)? Of(string process)
    {
        try
        {
            // The name in brackets may hold anything, so what follows the last bracket is read: state, parent, group.
            var status = File.ReadAllText($"/proc/{process}/stat");
            var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
            return (int.Parse(fields[2], CultureInfo.InvariantCulture), fields[0] is not ("Z" or "X"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
