using System.Text;
using Lab.Shell;
using Lab.TartStandIn.Home;

namespace Lab.TartStandIn.Machines.Qemu;

/// <summary>Ends the QEMUs of this home whose <c>run</c> was killed. The id on their command line is theirs alone, so no process of anybody else is taken for one.</summary>
internal static class OrphanedGuests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    public static async Task End(TartHome home)
    {
        foreach (var file in Directory.GetFiles(home.Running))
        {
            FileStream held;
            try
            {
                held = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                // Its run lives, or has just ended it.
                continue;
            }

            await using (held)
            {
                if (Guid.TryParse(Path.GetFileName(file), out var id) && !await End(id))
                {
                    // It is there still; the next call tries again.
                    continue;
                }

                File.Delete(file);
            }
        }
    }

    private static async Task<bool> End(Guid id)
    {
        var started = TimeProvider.System.GetTimestamp();
        var found = Find(id);
        found.ForEach(p => Processes.Signal(p, PosixSignal.Kill));
        while (found.Exists(Processes.IsRunning))
        {
            if (TimeProvider.System.GetElapsedTime(started) > Limit)
            {
                return false;
            }

            await Task.Delay(Poll, TimeProvider.System, CancellationToken.None);
        }

        return true;
    }

    /// <summary>Those with <c>-uuid ID</c> among their words.</summary>
    private static List<int> Find(Guid id)
    {
        var words = Encoding.ASCII.GetBytes($"\0-uuid\0{id}\0");
        return
        [
            .. Directory.GetDirectories("/proc")
                .Select(d => int.TryParse(Path.GetFileName(d), out var process) ? process : 0)
                .Where(p => p > 0 && CommandLine(p).AsSpan().IndexOf(words) >= 0),
        ];
    }

    private static byte[] CommandLine(int process)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{process}/cmdline");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
