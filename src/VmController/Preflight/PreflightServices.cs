using Lab.VmController.Preflight.Host;

namespace Lab.VmController.Preflight;

/// <summary>What is looked at before machines are started.</summary>
internal static class PreflightServices
{
    public static void AddPreflight(this IServiceCollection services)
    {
        services.AddSingleton<ILocalHost, LocalHost>();
        services.AddSingleton<PreflightCatalog>();
        services.AddSingleton<PreflightRun>();
    }
}
