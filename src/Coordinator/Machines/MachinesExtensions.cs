namespace Lab.Coordinator.Machines;

/// <summary>Adds machines by hand.</summary>
internal static class MachinesExtensions
{
    public static void AddMachines(this IServiceCollection services)
    {
        services.AddSingleton<MachineTurn>();
        services.AddSingleton<HostLook>();
        services.AddSingleton<VmRuns>();
        services.AddSingleton<HandMachines>();
        services.AddSingleton<IHandMachines>(s => s.GetRequiredService<HandMachines>());
        services.AddHostedService(s => s.GetRequiredService<HandMachines>());
    }
}
