using Microsoft.Extensions.Logging;

namespace Lab.ServiceDefaults;

/// <summary>Keeps the frameworks' small talk out of the logs, so that what a service itself says can be read.</summary>
internal static class Quiet
{
    /// <summary>Rules of the configuration (<c>Logging:LogLevel:…</c>) are more particular and win.</summary>
    public static void Quieten(this ILoggingBuilder logging) => logging
        .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
        .AddFilter("System.Net.Http", LogLevel.Warning)
        .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
        });
}
