using Lab.ApiEmulator.Errors;
using Lab.ApiEmulator.Pacing;
using Lab.ApiEmulator.Plans;
using Lab.ApiEmulator.Replies;
using OpenTelemetry.Trace;

namespace Lab.ApiEmulator.Messages;

/// <summary>The part of the API that Claude Code's sessions use.</summary>
internal static class MessagesEndpoints
{
    private const string MessagesPath = "/v1/messages";
    private const string CountPath = "/v1/messages/count_tokens";

    /// <summary>Which methods each path has.</summary>
    public static IEnumerable<(string Path, string Allowed)> Methods => [(MessagesPath, "POST"), (CountPath, "POST"), .. Housekeeping.Methods];

    public static WebApplicationBuilder AddMessages(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PaceClock>();
        builder.Services.AddSingleton<ApiIds>();
        builder.Services.AddSingleton<ApiHeaders>();
        builder.Services.AddSingleton<EmulatorTrace>();
        builder.Services.AddSingleton<Emulation>();
        builder.Services.AddSingleton<MessageHandler>();
        builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(new UnsentStatus()));
        return builder;
    }

    public static void MapMessages(this WebApplication app)
    {
        var handler = app.Services.GetRequiredService<MessageHandler>();
        app.MapPost(MessagesPath, handler.Create);
        app.MapPost(CountPath, handler.Count);
        app.MapHousekeeping();
    }
}
