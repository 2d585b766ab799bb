using Lab.Contracts;
using Lab.VmController.Reconciling;

namespace Lab.VmController.Api;

/// <summary>The machines of a run, asked for together: so many of one kind.</summary>
internal static class SetEndpoints
{
    public static void MapSets(this IEndpointRouteBuilder app)
    {
        app.MapPut("/runs/{runId}/vms", Put);
        app.MapGet("/runs/{runId}/vms", (string runId, Fleet fleet) => OfRun(runId, () => Results.Json(fleet.ViewSet(runId), LabJson.Options)));
        app.MapDelete("/runs/{runId}/vms", (string runId, Fleet fleet) => OfRun(runId, () => Requests.Accepted(fleet.DropRun(runId, Requests.Asker()))));
    }

    private static async Task<IResult> Put(string runId, HttpRequest request, Fleet fleet, CancellationToken cancellation)
    {
        var (set, refusal) = await Requests.Read<VmSet>(request, cancellation);
        if (set is null)
        {
            return refusal!;
        }

        var faults = SetRules.Faults(runId, set);
        if (faults.Count > 0)
        {
            return Results.ValidationProblem(faults, title: "The machines cannot be taken on");
        }

        return fleet.PutSet(runId, set, Requests.Asker()) switch
        {
            { IsClosed: true } => Requests.Closed(),
            { Conflict: { } conflict } => Requests.Problem(StatusCodes.Status409Conflict, "Another spec", conflict),
            { View: var view } => Requests.Accepted(view),
        };
    }

    private static IResult OfRun(string runId, Func<IResult> answer) => LabNames.IsRun(runId)
        ? answer()
        : Results.ValidationProblem(new Dictionary<string, string[]> { ["runId"] = [$"'{runId}' cannot be taken. {LabNames.RunRule}"] }, title: "No run");
}
