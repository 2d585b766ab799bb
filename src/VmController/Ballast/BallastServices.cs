using Lab.VmController.Reconciling;

namespace Lab.VmController.Ballast;

/// <summary>The ballasts: load of a stated size without a machine.</summary>
internal static class BallastServices
{
    public static void AddBallast(this IServiceCollection services)
    {
        services.AddSingleton<BallastBooks>();
        services.AddSingleton<IMemoryPromises>(s => s.GetRequiredService<BallastBooks>());
        services.AddSingleton<BallastIntake>();
        services.AddSingleton<BallastFiles>();
        services.AddSingleton<BallastTelemetry>();
        services.AddHostedService<BallastKeeper>();
    }
}
