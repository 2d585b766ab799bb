namespace Lab.VmController.Backends;

/// <summary>What the choice of a backend is made with.</summary>
internal static class BackendServices
{
    public static void AddBackends(this IServiceCollection services)
    {
        services.AddSingleton<DataDirectory>();
        services.AddSingleton<SoleUse>();
        services.AddSingleton<IHostMemory, HostMemory>();
        services.AddSingleton<BackendChoice>();
    }
}
