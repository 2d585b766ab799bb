using System.Net.Sockets;

namespace Lab.ApiEmulator.Wire;

/// <summary>Notices that a peer has left where nobody reads from the connection, so that no read tells.</summary>
internal static class PeerWatch
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for it. False when the longest time was over first.</summary>
    public static async ValueTask<bool> Left(Socket socket, TimeSpan longest, CancellationToken left)
    {
        // The kernel's connection runs on real time, whatever clock the emulator was given.
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        while (!left.IsCancellationRequested && !HasLeft(socket))
        {
            if (clock.GetElapsedTime(start) > longest)
            {
                return false;
            }

            try
            {
                await Task.Delay(Glance, clock, left);
            }
            catch (OperationCanceledException)
            {
                // Left.
            }
        }

        return true;
    }

    internal static bool HasLeft(Socket socket)
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectError) || (OperatingSystem.IsLinux() && !IsEstablishedOnLinux(socket));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    /// <summary>A FIN waits behind bytes that nobody reads, but changes the state at once when it has come.</summary>
    private static bool IsEstablishedOnLinux(Socket socket)
    {
        const int Tcp = 6, TcpInfo = 11, Established = 1;

        Span<byte> info = stackalloc byte[1];
        return socket.GetRawSocketOption(Tcp, TcpInfo, info) < 1 || info[0] == Established;
    }
}
