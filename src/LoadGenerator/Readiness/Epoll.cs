using System.Runtime.InteropServices;

namespace Lab.LoadGenerator.Readiness;

/// <summary>Linux's epoll as the C library offers it.</summary>
internal static unsafe partial class Epoll
{
    public const uint In = 0x001;
    public const uint Out = 0x004;
    public const uint Error = 0x008;
    public const uint HangUp = 0x010;
    public const uint PeerClosed = 0x2000;
    public const uint Edges = 1u << 31;

    private const int Add = 1;
    private const int Delete = 2;
    private const int CloseOnExec = 0x80000;
    private const int Interrupted = 4;

    /// <summary>The structure is packed on x64 alone.</summary>
    public static readonly int EventBytes = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private static readonly int DataOffset = EventBytes - sizeof(long);

    public static int Create() => Create(CloseOnExec) is >= 0 and var epoll ? epoll : throw new InvalidOperationException($"epoll_create1 failed: errno {Marshal.GetLastPInvokeError()}.");

    public static void Watch(int epoll, int descriptor, uint events, long data)
    {
        var one = stackalloc byte[EventBytes];
        *(uint*)one = events;
        *(long*)(one + DataOffset) = data;
        if (Control(epoll, Add, descriptor, one) != 0)
        {
            throw new InvalidOperationException($"epoll_ctl failed: errno {Marshal.GetLastPInvokeError()}.");
        }
    }

    /// <summary>Takes a descriptor off; one that is not there is none of our business.</summary>
    public static void Unwatch(int epoll, int descriptor)
    {
        var none = stackalloc byte[EventBytes];
        _ = Control(epoll, Delete, descriptor, none);
    }

    /// <summary>Waits for events without end; returns how many there are in the room given.</summary>
    public static int Wait(int epoll, byte* events, int most)
    {
        while (true)
        {
            var count = Wait(epoll, events, most, -1);
            if (count >= 0)
            {
                return count;
            }

            if (Marshal.GetLastPInvokeError() is var errno and not Interrupted)
            {
                throw new InvalidOperationException($"epoll_wait failed: errno {errno}.");
            }
        }
    }

    public static (uint Events, long Data) Read(byte* events, int index)
    {
        var one = events + (index * EventBytes);
        return (*(uint*)one, *(long*)(one + DataOffset));
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int epoll, int operation, int descriptor, byte* one);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Wait(int epoll, byte* events, int most, int milliseconds);
}
