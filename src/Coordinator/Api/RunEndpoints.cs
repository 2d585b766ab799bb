using System.Runtime.CompilerServices;
using System.Net.ServerSentEvents;
using Lab.Contracts;
using Lab.Coordinator.Runs;
using Lab.State;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Lab.Coordinator.Api;

/// <summary>Runs over HTTP.</summary>
internal static class RunEndpoints
{
    public static void MapRuns(this IEndpointRouteBuilder app)
    {
        var runs = app.MapGroup("/api/runs");

        runs.MapGet("/", (IRuns all, int? most) => all.List(Math.Clamp(most ?? 50, 1, 200)));
        runs.MapPost("/", Start);
        runs.MapGet("/{id}", async (IRuns all, string id) => Found(id, await all.Find(id)));
        runs.MapDelete("/{id}", async (IRuns all, string id) => Found(id, await all.Stop(id)));
        runs.MapGet("/{id}/trials", (IRuns all, string id) => Of(all, id, () => all.Trials(id)));
        runs.MapGet("/{id}/failures", (IRuns all, string id, int? skip, int? take) =>
            Of(all, id, () => all.Failures(id, Math.Max(0, skip ?? 0), take is { } many ? Math.Clamp(many, 1, 10_000) : null)));
        runs.MapGet("/{id}/observations", (IRuns all, ObservationLog log, string id) => Of(all, id, () => log.OfRun(id)));
        runs.MapGet("/{id}/events", Events);
    }

    private static async Task<IResult> Start(HttpRequest request, IRuns runs, CancellationToken cancellation)
    {
        var wanted = await NewRunReader.Read(request, cancellation);
        var run = await runs.Start(wanted, cancellation);
        return TypedResults.Created($"/api/runs/{run.Id}", run);
    }

    private static async Task<IResult> Events(IRuns runs, string id, CancellationToken cancellation) =>
        await runs.Find(id) is null
            ? Missing(id)
            : TypedResults.ServerSentEvents(Items(runs, id, cancellation));

    private static async IAsyncEnumerable<SseItem<RunEvent>> Items(IRuns runs, string id, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var item in runs.Watch(id, cancellation))
        {
            yield return new SseItem<RunEvent>(item, item.Type);
        }
    }

    private static async Task<IResult> Of<T>(IRuns runs, string id, Func<Task<T>> get) =>
        await runs.Find(id) is null ? Missing(id) : TypedResults.Ok(await get());

    private static IResult Found(string id, RunView? run) => run is null ? Missing(id) : TypedResults.Ok(run);

    private static ProblemHttpResult Missing(string id) =>
        TypedResults.Problem($"There is no run '{id}'. GET /api/runs lists them.", statusCode: StatusCodes.Status404NotFound, title: "No such run");
}
