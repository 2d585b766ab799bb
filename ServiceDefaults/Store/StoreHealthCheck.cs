using Lab.State;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Lab.ServiceDefaults;

/// <summary>Healthy when the store answers.</summary>
internal sealed class StoreHealthCheck(LabStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await store.Ping();
            return HealthCheckResult.Healthy();
        }
        catch (StoreUnavailableException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}
