using Lab.LoadGenerator.Budgets;
using Lab.LoadGenerator.Cli;
using Lab.LoadGenerator.Dialing;
using Lab.LoadGenerator.Dialing.Tls;
using Lab.LoadGenerator.Sessions;
using Lab.LoadGenerator.Spans;
using Lab.ServiceDefaults;
using Lab.Shell;

namespace Lab.LoadGenerator.Work;

/// <summary>Puts the worker together.</summary>
internal static class LoadExtensions
{
    public static IServiceCollection AddLoad(this IServiceCollection services)
    {
        services.AddSingleton(p => new TlsHandshake(p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Dialer>();
        services.AddSingleton<RequestGate>();
        services.AddSingleton<CallSpans>();
        services.AddSingleton<Evidence>();
        services.AddSingleton<SessionParts>();
        services.AddSingleton<ICommandRunner, CommandRunner>();
        services.AddSingleton<ClaudeFinder>();
        services.AddSingleton<ClaudeSessions>();
        services.AddHostedService<ClaudeStart>();
        services.AddSingleton<LoadCounters>();
        services.AddSingleton<Presence>();
        services.AddSingleton<StoreContact>();
        services.AddSingleton<RunningLanes>();
        services.AddSingleton<HandIn>();
        services.AddSingleton(p => ActivatorUtilities.CreateInstance<Lane>(p, p.GetRequiredService<ServiceIdentity>().Instance, p.GetRequiredService<ILogger<Lane>>()));
        services.AddSingleton<Lateness>();
        services.AddHostedService(p => p.GetRequiredService<Lateness>());
        services.AddHostedService<LoadWorker>();
        return services;
    }

    /// <summary>Maps <c>GET /lab/load</c>: what this replica is doing.</summary>
    public static void MapLoadStatus(this WebApplication app) => app.MapGet("/lab/load", LoadStatus.Read);
}
