using Lab.LoadGenerator.Work;
using Lab.ServiceDefaults;

namespace Lab.LoadGenerator;

/// <summary>The load-generator: runs parallel Claude Code sessions and measures every attempt.</summary>
public static class Program
{
    /// <summary>Starts the service.</summary>
    public static void Main(string[] args) => Build(args).Run();

    /// <summary>Tests start the same application on a free port: <c>--urls http://127.0.0.1:0</c>.</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);

        builder.AddServiceDefaults("load-generator", traceHttpClient: false);
        builder.AddLabStore();
        builder.AddCheckedOptions<LoadGeneratorOptions>("LoadGenerator");
        builder.AddCheckedOptions<AnthropicOptions>("Anthropic");
        builder.Services.AddLoad();

        var app = builder.Build();

        app.MapServiceDefaults();
        app.MapLoadStatus();

        return app;
    }
}
