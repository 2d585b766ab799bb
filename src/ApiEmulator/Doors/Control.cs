using Lab.ApiEmulator.Plans;
using Lab.ApiEmulator.Resolver;
using Lab.ApiEmulator.Tls;
using Lab.ApiEmulator.Wire;
using Lab.Contracts;

namespace Lab.ApiEmulator.Doors;

/// <summary>The lab's hand on the emulator: puts plans in force one after the other, and says where everything is.</summary>
internal sealed class Control(PlanBook book, SessionServer sessions, LabAuthority authority, ResolverService resolver, OpenConnections open, BlackHoles holes) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    public EmulatorStatus Status => book.Status with
    {
        Http = sessions.Http,
        Https = sessions.Https,
        CaCertificate = authority.Pem,
        Resolver = resolver.Address,
        OpenConnections = open.Sessions,
    };

    /// <summary>Puts a checked plan in force. What this host hinders, by field; empty when it is in force.</summary>
    public async Task<Dictionary<string, string[]>> Set(EmulatorPlan plan, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            var complaints = await holes.Prepare(plan, cancellation);
            if (complaints.Count == 0)
            {
                book.Set(plan);
                holes.Settle(book.Current);
            }

            return complaints;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
