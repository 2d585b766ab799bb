using System.Net;
using System.Net.Sockets;

namespace Lab.LocalHosting;

/// <summary>Finds free ports of loopback, and tells whether a given one is free; on both address families, since <c>localhost</c> means both.</summary>
internal sealed class PortChoice : IDisposable
{
    private readonly List<Socket> _held = [];

    /// <summary>A port that was free, and that this object does not give out again as long as it lives.</summary>
    public int Free()
    {
        for (var tries = 0; tries < 100; tries++)
        {
            var four = Bound(IPAddress.Loopback, 0) ?? throw new IOException("There is no free port on 127.0.0.1.");
            _held.Add(four);
            var port = ((IPEndPoint)four.LocalEndPoint!).Port;
            if (!Socket.OSSupportsIPv6)
            {
                return port;
            }

            if (Bound(IPAddress.IPv6Loopback, port) is { } six)
            {
                _held.Add(six);
                return port;
            }
        }

        throw new IOException("There is no port free on both 127.0.0.1 and ::1.");
    }

    /// <summary>Whether nobody listens on a port.</summary>
    public static bool IsFree(int port)
    {
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            using var socket = Bound(address, port);
            if (socket is null)
            {
                return false;
            }

            try
            {
                socket.Listen();
            }
            catch (SocketException)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Lets go of the ports, for the services to take them.</summary>
    public void Dispose() => _held.ForEach(s => s.Dispose());

    /// <summary>Null where the port is taken; an unbound socket where this machine has no such address.</summary>
    private static Socket? Bound(IPAddress address, int port)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6)
        {
            return new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        }

        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return socket;
        }
        catch (SocketException exception)
        {
            if (exception.SocketErrorCode is SocketError.AddressNotAvailable)
            {
                return socket;
            }

            socket.Dispose();
            return null;
        }
    }
}
