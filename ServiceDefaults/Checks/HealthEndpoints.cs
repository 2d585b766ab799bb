using Lab.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Lab.ServiceDefaults;

/// <summary><c>/health</c>: ready to serve, with a line for each check. <c>/alive</c>: the process answers.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = Write });
        app.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = Write });
    }

    private static Task Write(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new
        {
            status = Words.Kebab(report.Status),
            checks = report.Entries.ToDictionary(e => e.Key, e => new { status = Words.Kebab(e.Value.Status), because = e.Value.Description }),
        },
        LabJson.Options);
}
