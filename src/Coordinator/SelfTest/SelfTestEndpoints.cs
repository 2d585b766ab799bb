using Lab.Contracts;
using Lab.Coordinator.Runs;

namespace Lab.Coordinator.SelfTest;

/// <summary>The lab tested by the lab: a run with a fault that is known, and a check that it was found with its evidence.</summary>
internal static class SelfTestEndpoints
{
    public static void MapSelfTest(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/self-test", async (HttpRequest request, IRuns runs, CancellationToken cancellation) =>
        {
            // Without a body there is nothing that a page elsewhere would have to ask leave for.
            if (!request.HasJsonContentType())
            {
                throw new BadRunException([$"The content type is '{request.ContentType}'; it must be application/json. Send {{}}."]);
            }

            var run = await runs.Start(new NewRun { Experiment = SelfTestCheck.Experiment }, cancellation);
            return Results.Accepted($"/api/self-test/{run.Id}", new { runId = run.Id });
        });

        app.MapGet("/api/self-test/{runId}", async (SelfTestCheck check, string runId) => await check.Of(runId) is { } report
            ? Results.Ok(report)
            : Results.Problem($"There is no run '{runId}' of {SelfTestCheck.Experiment}.", statusCode: 404, title: "No such self-test"));
    }
}
