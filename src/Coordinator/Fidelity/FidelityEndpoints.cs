using System.Text;
using System.Text.Json;
using Lab.Contracts;
using Lab.Coordinator.Runs;

namespace Lab.Coordinator.Fidelity;

/// <summary>What a report is asked for with.</summary>
/// <param name="Client">The profile that is held against the real client.</param>
/// <param name="Scenarios">Names of scenarios; null or empty for all.</param>
internal sealed record NewFidelity(string? Client, IReadOnlyList<string>? Scenarios);

/// <summary>How true the simulated clients are, over HTTP.</summary>
internal static class FidelityEndpoints
{
    public static void AddFidelity(this IServiceCollection services)
    {
        services.AddSingleton<OneSession>();
        services.AddSingleton<FidelityRun>();
        services.AddSingleton<FidelityDesk>();
    }

    public static void MapFidelity(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/fidelity", Begin);
        app.MapGet("/api/fidelity", (FidelityDesk desk, string? format) => desk.Latest is not { } report
            ? Results.Problem("No report was made yet. POST /api/fidelity with {\"client\": \"claude-code-2\"} begins one.", statusCode: 404, title: "No report yet")
            : format switch
            {
                null or "json" => Results.Ok(report),
                "md" => Results.Text(FidelityMarkdown.Of(report), "text/markdown", Encoding.UTF8),
                _ => Results.Problem($"'format={format}' must be json or md.", statusCode: 400, title: "No such format"),
            });
    }

    private static async Task<IResult> Begin(HttpRequest request, FidelityDesk desk, CancellationToken cancellation)
    {
        if (!request.HasJsonContentType())
        {
            throw new BadRunException([$"The content type is '{request.ContentType}'; it must be application/json. Send {{\"client\": \"claude-code-2\"}}."]);
        }

        try
        {
            var wanted = await JsonSerializer.DeserializeAsync<NewFidelity>(request.Body, LabJson.Options, cancellation);
            return Results.Accepted("/api/fidelity", await desk.Begin(wanted?.Client, wanted?.Scenarios));
        }
        catch (JsonException exception)
        {
            throw new BadRunException([$"The body is not what it should be: {exception.Message} Send {{\"client\": \"claude-code-2\"}}, with \"scenarios\" to choose some."]);
        }
        catch (FidelityBusyException exception)
        {
            return Results.Problem(exception.Message, statusCode: 409, title: "Not now");
        }
    }
}
