using Lab.ApiEmulator.Doors;
using Lab.ApiEmulator.Errors;
using Lab.ApiEmulator.Journals;
using Lab.ApiEmulator.Messages;
using Lab.ApiEmulator.Plans;
using Lab.ApiEmulator.Resolver;
using Lab.ApiEmulator.Wire;
using Lab.ServiceDefaults;

namespace Lab.ApiEmulator;

/// <summary>The API emulator: stands in for the Anthropic API and injects known faults.</summary>
public static class Program
{
    /// <summary>Starts the service.</summary>
    public static void Main(string[] args) => Build(args).Run();

    /// <summary>Tests start the same application on a free port: <c>--urls http://127.0.0.1:0</c>.</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);

        builder.AddServiceDefaults("api-emulator", traceHttpClient: false);
        builder.AddLabStore();
        builder.AddWire();
        builder.AddDoors();
        builder.AddResolver();
        builder.AddPlans();
        builder.AddMessages();

        var app = builder.Build();

        app.UseJournal();
        app.MapDoors();
        app.MapServiceDefaults();
        app.MapPlans();
        app.MapJournal();
        app.MapMessages();
        app.MapApiErrors();

        return app;
    }
}
