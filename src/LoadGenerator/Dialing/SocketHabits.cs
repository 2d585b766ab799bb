using System.Net.Sockets;

namespace Lab.LoadGenerator.Dialing;

/// <summary>How a client sets its sockets up.</summary>
/// <param name="KeepAliveSeconds">Idle seconds before the kernel asks the peer for a sign of life.</param>
/// <param name="KeepAliveInterval">Seconds between two such questions.</param>
/// <param name="KeepAliveCount">Questions without an answer before the kernel gives the connection up.</param>
/// <param name="IdleLife">How long an idle connection is kept before the client closes it.</param>
internal sealed record SocketHabits(int KeepAliveSeconds, int KeepAliveInterval, int KeepAliveCount, TimeSpan IdleLife)
{
    /// <summary>How long one address may take before the next is tried, as Node 20 does (250 ms); null waits for the kernel. The last address has the whole connect time-out.</summary>
    public TimeSpan? AddressTimeout { get; init; }

    /// <summary>How long the addresses of a name are kept; null asks each time. Failures are never kept.</summary>
    public TimeSpan? DnsCache { get; init; }

    /// <summary>Whether an idle connection is closed with RST (true) or FIN when its life is over.</summary>
    public bool ResetsIdle { get; init; }

    /// <summary>The life of an idle connection is drawn between <see cref="IdleLife"/> and that much more.</summary>
    public TimeSpan IdleSpread { get; init; }

    /// <summary>Whether a response's <c>Keep-Alive: timeout=</c> sets the life of its connection.</summary>
    public bool FollowsKeepAliveHint { get; init; }

    /// <summary>Whether the client opens a connection for each request once one was closed, reset or timed out before the response header.</summary>
    public bool GivesKeepAliveUp { get; init; }

    public void Apply(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveInterval);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveCount);
    }
}
