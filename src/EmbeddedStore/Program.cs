using Lab.ServiceDefaults;

namespace Lab.EmbeddedStore;

/// <summary>The embedded store: a Garnet server with its append-only file in the lab's data directory.</summary>
public static class Program
{
    /// <summary>Starts the service.</summary>
    public static void Main(string[] args) => Build(args).Run();

    /// <summary>Tests start the same application on a free port: <c>--urls http://127.0.0.1:0</c>.</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);

        builder.AddServiceDefaults("redis");
        builder.AddCheckedOptions<StoreOptions>("Store");

        builder.Services.AddHostedService<StoreServer>();
        builder.Services.AddSingleton<PingCheck>();
        builder.Services.AddHealthChecks().AddCheck<PingCheck>("garnet");

        var app = builder.Build();

        app.MapServiceDefaults();

        return app;
    }
}
