using Lab.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lab.ServiceDefaults;

/// <summary>Connects a service to the lab's store.</summary>
public static class LabStoreExtensions
{
    /// <summary>Adds the store by <c>ConnectionStrings:redis</c>, its health check, and the collection of evidence spans. The key prefix is <c>Lab:StorePrefix</c>, by default <c>lab</c>.</summary>
    /// <exception cref="InvalidOperationException">No connection string is set, or it cannot be read.</exception>
    public static WebApplicationBuilder AddLabStore(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var connectionString = builder.Configuration.GetConnectionString("redis");
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            throw new InvalidOperationException("The setting ConnectionStrings:redis is missing: it says where the lab's store is, for example ConnectionStrings__redis=127.0.0.1:6379. The AppHost sets it by itself.");
        }

        var prefix = builder.Configuration["Lab:StorePrefix"] is { Length: > 0 } given ? given : "lab";
        builder.Services.AddSingleton(_ => Open(connectionString, prefix));
        builder.Services.AddSingleton<LoadQueue>();
        builder.Services.AddSingleton<EvidenceStore>();
        builder.Services.AddSingleton<RunStore>();
        builder.Services.AddSingleton<ObservationLog>();
        builder.Services.AddSingleton<RequestBudget>();
        builder.Services.AddHealthChecks().AddCheck<StoreHealthCheck>("store");
        builder.Services.AddHostedService<EvidenceLoop>();

        return builder;
    }

    private static LabStore Open(string connectionString, string prefix)
    {
        try
        {
            // Comes back at once, also while the store is away; the container has no asynchronous factories.
            return LabStore.Open(connectionString, prefix).GetAwaiter().GetResult();
        }
        catch (ArgumentException exception)
        {
            throw new InvalidOperationException($"The setting ConnectionStrings:redis cannot be read: {exception.Message} It looks like 127.0.0.1:6379,password=….", exception);
        }
    }
}
