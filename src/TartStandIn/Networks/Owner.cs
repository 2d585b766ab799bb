using System.Globalization;

namespace Lab.TartStandIn.Networks;

/// <summary>The process that is a machine, told from a later one with the same id by when it began.</summary>
/// <remarks>Asked instead of the lock on config.json: the holder must not open that file, and a clone may have put another in its place.</remarks>
/// <param name="ProcessId">Its id.</param>
/// <param name="Began">Clock ticks since the host started.</param>
/// <param name="Boot">Which start of the host.</param>
internal sealed record Owner(int ProcessId, long Began, string Boot)
{
    public static Owner Current { get; } = new(Environment.ProcessId, Stat(Environment.ProcessId)?.Began ?? 0, BootId());

    /// <summary>Whether it still runs; one that is dead and not yet collected does not.</summary>
    public bool IsRunning => OperatingSystem.IsLinux()
        ? Boot == BootId() && Stat(ProcessId) is { State: not ('Z' or 'X') } stat && stat.Began == Began
        : Shell.Processes.IsRunning(ProcessId);

    private static string BootId() => File.Exists("/proc/sys/kernel/random/boot_id") ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : "";

    private static (char State, long Began)? Stat(int processId)
    {
        try
        {
            // The name, in brackets, may hold anything.
            var text = File.ReadAllText($"/proc/{processId}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0][0], long.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
