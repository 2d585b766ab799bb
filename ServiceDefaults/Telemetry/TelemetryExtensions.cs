using Lab.State;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Lab.ServiceDefaults;

/// <summary>Traces, metrics and logs by OpenTelemetry; sent over OTLP where an endpoint is set.</summary>
internal static class TelemetryExtensions
{
    /// <summary>The runtime's own sources for the phases of an HttpClient request (.NET 9 and later).</summary>
    private static readonly string[] NetworkSources =
    [
        "Experimental.System.Net.Http.Connections",
        "Experimental.System.Net.NameResolution",
        "Experimental.System.Net.Sockets",
        "Experimental.System.Net.Security",
    ];

    public static void AddTelemetry(this IServiceCollection services, ILoggingBuilder logging, IConfiguration configuration, ServiceIdentity identity, bool traceHttpClient)
    {
        var otlp = !string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);

        services.AddSingleton<RecentSpans>();
        services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService(identity.Service, serviceNamespace: "lab", serviceInstanceId: identity.Instance))
            .WithTracing(tracing =>
            {
                tracing
                    .AddSource(LabSources.For(identity.Service), LabStore.ActivitySourceName)
                    .AddAspNetCoreInstrumentation(o => o.Filter = IsWorthASpan)
                    .AddProcessor(p => p.GetRequiredService<RecentSpans>());

                if (traceHttpClient)
                {
                    tracing.AddHttpClientInstrumentation().AddSource(NetworkSources);
                }
            })
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(LabSources.For(identity.Service)).AddAspNetCoreInstrumentation().AddRuntimeInstrumentation();
                if (traceHttpClient)
                {
                    metrics.AddHttpClientInstrumentation();
                }
            });

        if (otlp)
        {
            services.AddOpenTelemetry().UseOtlpExporter();
            logging.AddOpenTelemetry(o =>
            {
                o.IncludeFormattedMessage = true;
                o.IncludeScopes = true;
            });
        }
    }

    /// <summary>Health checks and the page's own plumbing come every second and tell nothing.</summary>
    private static bool IsWorthASpan(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/health")
        && !context.Request.Path.StartsWithSegments("/alive")
        && !context.Request.Path.StartsWithSegments("/_blazor")
        && !context.Request.Path.StartsWithSegments("/_framework")
        && !context.Request.Path.StartsWithSegments("/_content");
}
