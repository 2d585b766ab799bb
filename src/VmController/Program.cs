using Lab.ServiceDefaults;
using Lab.Shell;
using Lab.VmController.Api;
using Lab.VmController.Backends;
using Lab.VmController.Ballast;
using Lab.VmController.Images;
using Lab.VmController.Preflight;
using Lab.VmController.Reconciling;
using Lab.VmController.Telemetry;

namespace Lab.VmController;

/// <summary>The vm-controller: wraps the tart command line.</summary>
public static class Program
{
    /// <summary>Starts the service.</summary>
    public static void Main(string[] args) => Build(args).Run();

    /// <summary>Tests start the same application on a free port: <c>--urls http://127.0.0.1:0</c>.</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);

        builder.AddServiceDefaults("vm-controller");
        builder.AddLabStore();
        builder.AddCheckedOptions<VmControllerOptions>("VmController");

        builder.Services.AddSingleton<ICommandRunner, CommandRunner>();
        builder.Services.AddBackends();
        builder.Services.AddReconciling();
        builder.Services.AddPreflight();
        builder.Services.AddImages();
        builder.Services.AddSingleton<VmTelemetry>();
        builder.Services.AddBallast();

        var app = builder.Build();

        app.MapServiceDefaults();
        app.MapVms();
        app.MapBallast();
        app.MapPreflight();
        app.MapImages();

        return app;
    }
}
