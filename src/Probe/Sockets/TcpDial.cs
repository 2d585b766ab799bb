using System.Net;
using System.Net.Sockets;
using Lab.Contracts;
using Lab.Probe.Probes;

namespace Lab.Probe;

/// <summary>Opens the one TCP connection of an attempt.</summary>
internal static class TcpDial
{
    /// <summary>The fact that names the source address, and with it the interface.</summary>
    public const string LocalAddress = "local-address";

    /// <summary>Connects; the caller closes the socket, which sends RST.</summary>
    /// <exception cref="SocketException">It could not be opened or connected.</exception>
    public static async Task<Socket> Open(ProbeAttempt attempt, CancellationToken cancellation)
    {
        attempt.Step(FailureLayer.Connect, "connecting");
        var socket = new Socket(attempt.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Closing with RST: a probe that leaves TIME_WAIT behind uses up the ports it is watching.
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.NoDelay = true;
            await socket.ConnectAsync(attempt.EndPoint, cancellation);
            attempt.Note(LocalAddress, Plain(((IPEndPoint)socket.LocalEndPoint!).Address));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>An address without its zone, as interfaces list it.</summary>
    public static string Plain(IPAddress address) => new IPAddress(address.GetAddressBytes()).ToString();
}
