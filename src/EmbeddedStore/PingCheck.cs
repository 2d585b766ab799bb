using Lab.State;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Lab.EmbeddedStore;

/// <summary>Healthy when Garnet answers PING over its port, as a service would ask it.</summary>
internal sealed class PingCheck(IOptions<StoreOptions> options) : IHealthCheck, IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private LabStore? _store;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            _store ??= await LabStore.Open($"127.0.0.1:{options.Value.Port}");
            await _store.Ping();
            return HealthCheckResult.Healthy();
        }
        catch (StoreUnavailableException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        _one.Dispose();
    }
}
