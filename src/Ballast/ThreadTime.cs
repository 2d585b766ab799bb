using System.Runtime.InteropServices;

namespace Lab.Ballast;

/// <summary>The processor time of the calling thread, which .NET does not offer.</summary>
internal static partial class ThreadTime
{
    // CLOCK_THREAD_CPUTIME_ID.
    private static readonly int Clock = OperatingSystem.IsMacOS() ? 16 : 3;

    /// <summary>What it has used so far.</summary>
    public static TimeSpan Now()
    {
        _ = GetTime(Clock, out var time);
        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Timespec time);

    private readonly record struct Timespec(nint Seconds, nint Nanoseconds);
}
