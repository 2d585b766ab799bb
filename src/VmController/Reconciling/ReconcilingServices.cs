using Lab.VmController.Host;
using Microsoft.Extensions.Options;

namespace Lab.VmController.Reconciling;

/// <summary>The books and the loop over them.</summary>
internal static class ReconcilingServices
{
    public static void AddReconciling(this IServiceCollection services)
    {
        services.AddSingleton<Fleet>();
        services.AddSingleton<Observer>();
        services.AddSingleton<Admission>();
        services.AddSingleton<Steps>();
        services.AddSingleton<Readiness>();
        services.AddHostEvidence();
        services.AddSingleton<TeardownEvidence>();
        services.AddSingleton<Leftovers>();
        services.AddSingleton<Deeds>();
        services.AddHostedService<Reconciler>();

        // The host would otherwise cut the deletes short.
        services.AddOptions<HostOptions>().Configure<IOptions<VmControllerOptions>>((host, own) => host.ShutdownTimeout = own.Value.ShutdownLimit + TimeSpan.FromSeconds(15));
    }
}
