using Lab.Probe.Host;
using Lab.Probe.Host.Linux;
using Lab.Probe.Host.Mac;
using Lab.Probe.Http;
using Lab.Probe.Observing;
using Lab.Probe.Probes;
using Lab.Probe.Running;
using Lab.Shell;
using Microsoft.Extensions.Options;

namespace Lab.Probe;

/// <summary>What the probe is made of.</summary>
internal static class ProbeServices
{
    public static void AddProbes(this IServiceCollection services)
    {
        services.AddSingleton<LookupThreads>();
        services.AddSingleton(p => ProbeCatalog.All(p.GetRequiredService<LookupThreads>()));
        services.AddSingleton<ProbeTelemetry>();
        services.AddSingleton<ProbeRunner>();
        services.AddSingleton<ProbeRound>();
    }

    public static void AddHost(this IServiceCollection services)
    {
        services.AddSingleton<ICommandRunner, CommandRunner>();
        services.AddSingleton<RecentHost>();
        services.AddSingleton<IHostReader>(p =>
        {
            var clock = p.GetRequiredService<TimeProvider>();
            return OperatingSystem.IsLinux() ? new LinuxHost(clock, InterfaceAddresses.Read)
                : OperatingSystem.IsMacOS() ? new MacHost(p.GetRequiredService<ICommandRunner>(), p.GetRequiredService<IOptions<ProbeOptions>>(), clock)
                : new OtherHost(clock);
        });
    }

    public static void AddObserving(this IServiceCollection services)
    {
        services.AddSingleton<Observer>();
        services.AddSingleton<Watches>();
        services.AddHostedService(p => p.GetRequiredService<Watches>());
        services.AddExceptionHandler<UnreadableBodyHandler>();
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
    }
}
