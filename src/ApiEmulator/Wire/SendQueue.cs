using System.Buffers.Binary;
using System.Net.Sockets;

namespace Lab.ApiEmulator.Wire;

/// <summary>What the kernel has taken for sending and the peer has not acknowledged yet.</summary>
internal static class SendQueue
{
    /// <summary>A peer that does not read keeps the queue filled for ever; a planned fault does not wait for it longer than this.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(1);

    /// <summary>Waits until the peer has acknowledged everything, for a second at most.</summary>
    public static async ValueTask Emptied(Socket socket)
    {
        // The kernel's queue runs on real time, whatever clock the emulator was given.
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        while (!IsEmpty(socket) && clock.GetElapsedTime(start) < Patience)
        {
            await Task.Delay(Glance, clock, CancellationToken.None);
        }
    }

    internal static bool IsEmpty(Socket socket)
    {
        try
        {
            return OperatingSystem.IsLinux() ? IsEmptyOnLinux(socket)
                : !OperatingSystem.IsMacOS() || IsEmptyOnMacOS(socket);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The connection is gone, and its queue with it.
            return true;
        }
    }

    private static bool IsEmptyOnLinux(Socket socket)
    {
        const int Tcp = 6, TcpInfo = 11, Unacknowledged = 24, NotSent = 144;

        Span<byte> info = stackalloc byte[NotSent + 4];
        return socket.GetRawSocketOption(Tcp, TcpInfo, info) < info.Length
            || (BinaryPrimitives.ReadUInt32LittleEndian(info[Unacknowledged..]) == 0 && BinaryPrimitives.ReadUInt32LittleEndian(info[NotSent..]) == 0);
    }

    private static bool IsEmptyOnMacOS(Socket socket)
    {
        const int SocketLevel = 0xFFFF, BytesToSend = 0x1024;

        // SO_NWRITE counts what is not acknowledged as well.
        Span<byte> bytes = stackalloc byte[4];
        return socket.GetRawSocketOption(SocketLevel, BytesToSend, bytes) < bytes.Length || BinaryPrimitives.ReadInt32LittleEndian(bytes) == 0;
    }
}
