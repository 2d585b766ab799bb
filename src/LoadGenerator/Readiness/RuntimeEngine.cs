using Lab.LoadGenerator.Dialing.Names;

namespace Lab.LoadGenerator.Readiness;

/// <summary>The runtime's own waiting on sockets, which keeps watching each that ever connected through it.</summary>
internal static class RuntimeEngine
{
    private static readonly Lazy<int[]> Descriptors = new(Find);

    /// <summary>Takes a socket off it, so that an event of the stream does not wake two threads. Where that fails it costs time and nothing else.</summary>
    public static void Release(int descriptor)
    {
        foreach (var engine in Descriptors.Value)
        {
            Epoll.Unwatch(engine, descriptor);
        }
    }

    /// <summary>Found when the first connection is there: all its engines are made at once.</summary>
    private static int[] Find()
    {
        try
        {
            return
            [
                .. Directory.EnumerateFiles("/proc/self/fd")
                    .Where(f => File.ResolveLinkTarget(f, returnFinalTarget: false)?.Name == "anon_inode:[eventpoll]")
                    .Select(f => int.Parse(Path.GetFileName(f), System.Globalization.CultureInfo.InvariantCulture))
                    .Where(d => !ReadinessLoop.Owns(d)),
            ];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
