using System.Net.Sockets;
using Lab.Contracts;

namespace Lab.LoadGenerator.Exchange.Kernel;

/// <summary>Asks the kernel what it knows of a connection. It has to be asked while the socket is open: a closed one knows nothing.</summary>
internal static class TcpInfo
{
    private const int ProtocolTcp = 6;

    /// <summary>TCP_INFO of linux/tcp.h.</summary>
    private const int LinuxOption = 11;

    /// <summary>TCP_CONNECTION_INFO of bsd/netinet/tcp.h.</summary>
    private const int MacOption = 0x106;

    /// <summary>More than either system's structure has today.</summary>
    private const int Room = 512;

    /// <summary>Null where the system does not tell, or the socket is closed already.</summary>
    public static TcpFacts? Read(Socket socket)
    {
        Span<byte> bytes = stackalloc byte[Room];
        try
        {
            if (OperatingSystem.IsLinux())
            {
                return LinuxTcpInfo.Parse(bytes[..socket.GetRawSocketOption(ProtocolTcp, LinuxOption, bytes)]);
            }

            return OperatingSystem.IsMacOS() ? MacTcpInfo.Parse(bytes[..socket.GetRawSocketOption(ProtocolTcp, MacOption, bytes)]) : null;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}
