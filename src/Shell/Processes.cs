using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lab.Shell;

/// <summary>Looks at processes and signals them by their id.</summary>
public static partial class Processes
{
    /// <summary>Sends a signal. False when there is no such process, or it may not be signalled.</summary>
    /// <param name="processId">The process; a negative number is a process group.</param>
    /// <param name="signal">The signal.</param>
    public static bool Signal(int processId, PosixSignal signal) => Kill(processId, (int)signal) == 0;

    /// <summary>Whether a process is there (a zombie is).</summary>
    public static bool IsAlive(int processId) => Signal(processId, PosixSignal.None);

    /// <summary>Whether a process is there and at work: a zombie, which nobody has collected yet, is not.</summary>
    public static bool IsRunning(int processId)
    {
        if (!IsAlive(processId))
        {
            return false;
        }

        // Where there is no /proc (macOS), process 1 collects what is orphaned at once.
        try
        {
            var status = File.ReadAllText($"/proc/{processId}/stat");
            return status[(status.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (FileNotFoundException)
        {
            return !OperatingSystem.IsLinux();
        }
        catch (DirectoryNotFoundException)
        {
            return !OperatingSystem.IsLinux();
        }
        catch (IOException)
        {
            // It ended while its file was being read.
            return false;
        }
    }

    /// <summary>When a process was started, to tell it from a later one with the same id; null when it is gone or may not be looked at.</summary>
    public static DateTimeOffset? StartedAt(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.StartTime;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    /// <summary>A name for a process, for messages: <c>redis-server (1234)</c>.</summary>
    public static string Describe(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return $"{process.ProcessName} ({processId})";
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return $"process {processId}";
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
