using System.Net;
using System.Net.Sockets;
using Lab.Contracts;

namespace Lab.Probe.Probes;

/// <summary>Asks the kernel which way it would go to the target, without sending anything: the source address that it picks names the interface.</summary>
internal sealed class RouteProbe : IProbe
{
    public string Name => "route";

    public ProbeScope Scope => ProbeScope.FirstAddress;

    public FailureLayer Layer => FailureLayer.Connect;

    public Task Attempt(ProbeAttempt attempt, CancellationToken cancellation)
    {
        attempt.Step(FailureLayer.Connect, "asking for the route");

        // Connecting a datagram socket is a route lookup and no more.
        using var socket = new Socket(attempt.EndPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(attempt.EndPoint);
        attempt.Note(TcpDial.LocalAddress, TcpDial.Plain(((IPEndPoint)socket.LocalEndPoint!).Address));
        return Task.CompletedTask;
    }
}
