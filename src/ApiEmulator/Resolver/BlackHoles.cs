using System.Net;
using System.Net.Sockets;
using Lab.ApiEmulator.Doors;
using Lab.ApiEmulator.Plans;
using Lab.Contracts;

namespace Lab.ApiEmulator.Resolver;

/// <summary>Black holes at the sessions' ports on IPv6 loopback, while a plan's resolver gives that address.</summary>
internal sealed class BlackHoles(SessionServer sessions) : IDisposable
{
    private readonly List<BlackHole> _holes = [];

    /// <summary>Digs them for a plan that needs them, before it is in force. What hinders, by field; empty for nothing.</summary>
    public async Task<Dictionary<string, string[]>> Prepare(EmulatorPlan plan, CancellationToken cancellation)
    {
        if (_holes.Count > 0 || plan.Faults.FirstOrDefault(f => f is DnsDeadIpv6) is not { } fault)
        {
            return [];
        }

        try
        {
            foreach (var url in new[] { sessions.Http, sessions.Https }.OfType<Uri>())
            {
                _holes.Add(await BlackHole.Dig(new IPEndPoint(IPAddress.IPv6Loopback, url.Port), cancellation));
            }

            return [];
        }
        catch (Exception exception) when (exception is SocketException or NotSupportedException)
        {
            Fill();
            return new() { [$"faults[{plan.Faults.ToList().IndexOf(fault)}]"] = [$"This host cannot hold a dead IPv6 address at the sessions' ports: {exception.Message}. It needs IPv6 on loopback (::1)."] };
        }
        catch
        {
            Fill();
            throw;
        }
    }

    /// <summary>Fills them in again where the plan in force does not need them.</summary>
    public void Settle(PlanInForce plan)
    {
        if (!plan.Plan.Faults.Any(f => f is DnsDeadIpv6))
        {
            Fill();
        }
    }

    public void Dispose() => Fill();

    private void Fill()
    {
        foreach (var hole in _holes)
        {
            hole.Dispose();
        }

        _holes.Clear();
    }
}
