using Lab.Probe.Http;
using Lab.ServiceDefaults;

namespace Lab.Probe;

/// <summary>The probe service: measures the network and the host from where the load runs, and records what it saw.</summary>
public static class Program
{
    /// <summary>Starts the service.</summary>
    public static void Main(string[] args) => Build(args).Run();

    /// <summary>Tests start the same application on a free port: <c>--urls http://127.0.0.1:0</c>.</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);

        // No spans of HttpClient: the probe measures sockets itself.
        builder.AddServiceDefaults("probe", traceHttpClient: false);
        builder.AddLabStore();
        builder.AddCheckedOptions<ProbeOptions>("Probe");

        builder.Services.AddProbes();
        builder.Services.AddHost();
        builder.Services.AddObserving();

        var app = builder.Build();

        app.MapServiceDefaults();
        app.MapObservations();
        app.MapWatches();
        app.MapHost();

        return app;
    }
}
