using Lab.Coordinator.Experiments;
using Lab.Coordinator.Factors;

namespace Lab.Coordinator.Runs;

/// <summary>Adds the catalog of experiments and the loop that runs them.</summary>
internal static class RunsExtensions
{
    public static void AddRuns(this WebApplicationBuilder builder)
    {
        var catalog = ExperimentCatalog.Load(builder.Configuration["Coordinator:Catalog"] ?? ExperimentCatalog.DefaultDirectory);

        builder.Services.AddSingleton<IExperiments>(catalog);
        builder.Services.AddSingleton<IRuns, Runs>();
        builder.Services.AddSingleton<CoordinatorSource>();
        builder.Services.AddSingleton<EmulatorTurn>();
        builder.Services.AddSingleton<HostAccess>();
        builder.Services.AddSingleton<HostChanges>();
        builder.Services.AddSingleton<RealApiConsent>();
        builder.Services.AddSingleton<RunBook>();
        builder.Services.AddSingleton<RunConclusion>();
        builder.Services.AddSingleton<RunEnding>();
        builder.Services.AddSingleton<RunExecution>();
        builder.Services.AddSingleton<RunFeed>();
        builder.Services.AddSingleton<RunKeeper>();
        builder.Services.AddSingleton<RunPreparation>();
        builder.Services.AddSingleton<RunScope>();
        builder.Services.AddSingleton<RunStart>();
        builder.Services.AddSingleton<StopRequests>();
        builder.Services.AddSingleton<TrialExecution>();
        builder.Services.AddSingleton<TrialProbing>();
        builder.Services.AddHostedService<RunLoop>();
    }
}
