using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Lab.LoadGenerator.Exchange.Kernel;

/// <summary>The local port of a socket whose connect is under way: .NET tells it only once that has succeeded, and a connect that failed has none any more.</summary>
internal static class LocalPort
{
    /// <summary>Behind the family, on both systems: two bytes in network order.</summary>
    private const int PortAt = 2;

    /// <summary>Room for either family's address.</summary>
    private const int Room = 28;

    /// <summary>Null where there is none (yet).</summary>
    public static int? Of(Socket socket)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
        {
            return null;
        }

        Span<byte> address = stackalloc byte[Room];
        var length = Room;
        try
        {
            return GetSockName(socket.SafeHandle, ref address[0], ref length) == 0 && BinaryPrimitives.ReadUInt16BigEndian(address[PortAt..]) is > 0 and var port ? port : null;
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "getsockname", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetSockName(SafeHandle socket, ref byte address, ref int length);
}
