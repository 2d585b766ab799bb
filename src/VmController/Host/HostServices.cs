namespace Lab.VmController.Host;

/// <summary>What of the host shows whether a machine is gone.</summary>
internal static class HostServices
{
    public static void AddHostEvidence(this IServiceCollection services)
    {
        services.AddSingleton<IHostInterfaces, HostInterfaces>();
        services.AddSingleton<InterfaceBaseline>();
        services.AddSingleton<OutputHolder>();
    }
}
