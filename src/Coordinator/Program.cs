using Lab.Coordinator.Api;
using Lab.Coordinator.Clients;
using Lab.Coordinator.Fidelity;
using Lab.Coordinator.Machines;
using Lab.Coordinator.Pages;
using Lab.Coordinator.Runs;
using Lab.Coordinator.SelfTest;
using Lab.ServiceDefaults;

namespace Lab.Coordinator;

/// <summary>The coordinator: experiments, runs, verdicts, pages and the HTTP API.</summary>
public static class Program
{
    /// <summary>Starts the service.</summary>
    public static void Main(string[] args) => Build(args).Run();

    /// <summary>Tests start the same application on a free port: <c>--urls http://127.0.0.1:0</c>.</summary>
    public static WebApplication Build(string[] args)
    {
        // The pages' scripts and styles are found by this name, also where another program (a test) builds the coordinator.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ApplicationName = "Lab.Coordinator" });
        builder.WebHost.UseStaticWebAssets();

        builder.AddServiceDefaults("coordinator");
        builder.AddLabStore();
        builder.AddServiceClients();
        builder.AddRuns();
        builder.Services.AddMachines();

        builder.Services.AddExceptionHandler<BadRunHandler>();
        builder.Services.AddSingleton<SelfTestCheck>();
        builder.Services.AddFidelity();
        builder.Services.AddPages();

        var app = builder.Build();

        app.MapServiceDefaults();
        app.MapApi();
        app.MapPages();

        return app;
    }
}
