using Lab.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Lab.ServiceDefaults;

/// <summary>What every service of the lab has: telemetry, health, a guard against foreign web pages, and an end when its host is gone.</summary>
/// <remarks>There is no resilience handler here, and none may be added: a retry on a measured path would hide the failures being counted.</remarks>
public static class ServiceDefaultsExtensions
{
    /// <summary>Adds the defaults.</summary>
    /// <param name="builder">The service being built.</param>
    /// <param name="name">The service's name where the environment (OTEL_SERVICE_NAME) gives none.</param>
    /// <param name="traceHttpClient">Whether HttpClient and the runtime's connection, DNS, socket and TLS sources are traced; off where the service measures sockets itself.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string name, bool traceHttpClient = true)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var identity = ServiceIdentity.Read(builder.Configuration, name);
        builder.Services.AddSingleton(identity);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Logging.Quieten();
        builder.Services.AddTelemetry(builder.Logging, builder.Configuration, identity, traceHttpClient);
        builder.Services.AddHealthChecks();
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<StoreAwayHandler>();
        builder.Services.ConfigureHttpJsonOptions(options => LabJson.Apply(options.SerializerOptions));
        builder.Services.AddHostedService<HostWatch>();

        return builder;
    }

    /// <summary>Maps <c>/health</c> and <c>/alive</c>, in every environment, and puts the guards in front of everything.</summary>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);

        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseMiddleware<ForeignPageGuard>();
        app.MapHealth();

        return app;
    }
}
