using System.Runtime.InteropServices;

namespace Lab.TartStandIn.Home;

/// <summary>The locks of the kernel that .NET does not offer on both systems.</summary>
internal static partial class Native
{
    public const int ReadWrite = 2;
    public const int LockExclusive = 2;

    /// <summary>Opens a file for this process alone: a child that inherited a descriptor with a flock would hold the lock on for as long as it lives.</summary>
    public static int Open(string path, int flags) => OpenShared(path, flags | (OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000));

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int OpenShared(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Flock(int descriptor, int operation);

    /// <summary>fcntl with a lock. It is variadic: Apple's arm64 passes what follows the named arguments on the stack, so there six fillers push the lock past the registers.</summary>
    public static unsafe int LockControl(int descriptor, bool set, ref LockRange range)
    {
        var isMac = OperatingSystem.IsMacOS();
        var command = (isMac, set) switch { (true, true) => 8, (true, false) => 7, (false, true) => 6, _ => 5 };
        var bytes = stackalloc byte[32];
        range.Write(bytes, isMac);
        var result = isMac && RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? FcntlOnStack(descriptor, command, 0, 0, 0, 0, 0, 0, bytes)
            : Fcntl(descriptor, command, bytes);
        range.Read(bytes, isMac);
        return result;
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static unsafe partial int Fcntl(int descriptor, int command, byte* range);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static unsafe partial int FcntlOnStack(int descriptor, int command, nint a, nint b, nint c, nint d, nint e, nint f, byte* range);

    /// <summary>struct flock over a whole file: on Linux type, whence, start, length, pid; on macOS start, length, pid, type, whence.</summary>
    public struct LockRange
    {
        public bool IsFree { get; private set; }

        public int Holder { get; private set; }

        public readonly unsafe void Write(byte* bytes, bool isMac)
        {
            new Span<byte>(bytes, 32).Clear();
            *(short*)(bytes + (isMac ? 20 : 0)) = (short)(isMac ? 3 : 1);
        }

        public unsafe void Read(byte* bytes, bool isMac)
        {
            IsFree = *(short*)(bytes + (isMac ? 20 : 0)) == 2;
            Holder = *(int*)(bytes + (isMac ? 16 : 24));
        }
    }
}
