using Lab.Contracts;

namespace Lab.Probe.Probes;

/// <summary>Opens a TCP connection and closes it: is the path up, and how long does the handshake take?</summary>
internal sealed class TcpProbe : IProbe
{
    public string Name => "tcp";

    public ProbeScope Scope => ProbeScope.EveryAddress;

    public FailureLayer Layer => FailureLayer.Connect;

    public async Task Attempt(ProbeAttempt attempt, CancellationToken cancellation)
    {
        using var socket = await TcpDial.Open(attempt, cancellation);
    }
}
