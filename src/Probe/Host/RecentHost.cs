using Lab.Contracts;

namespace Lab.Probe.Host;

/// <summary>Shares host snapshots: on macOS each costs a handful of processes, and a schedule of five looks a second must not become a load of its own.</summary>
internal sealed class RecentHost(IHostReader reader, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private HostSnapshot? _latest;

    public void Dispose() => _gate.Dispose();

    /// <summary>The host now.</summary>
    public async Task<HostSnapshot> Now(CancellationToken cancellation) => _latest = await reader.Read(cancellation);

    /// <summary>The host at most <paramref name="age"/> ago; the snapshot says when.</summary>
    public async Task<HostSnapshot> NoOlderThan(TimeSpan age, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            return _latest is { } latest && clock.GetUtcNow() - latest.At < age ? latest : await Now(cancellation);
        }
        finally
        {
            _gate.Release();
        }
    }
}
