using Lab.Contracts;
using Lab.VmController.Preflight;

namespace Lab.VmController.Api;

/// <summary>Says before machines are started whether they can run here. Nothing is changed.</summary>
internal static class PreflightEndpoints
{
    public static void MapPreflight(this WebApplication app) => app.MapPost("/preflight", Post);

    private static async Task<IResult> Post(HttpRequest request, PreflightRun preflight, CancellationToken cancellation)
    {
        var (set, fault) = await StrictBody.Read<VmSet>(request, cancellation);
        if (set is null)
        {
            return Results.Problem(statusCode: StatusCodes.Status400BadRequest, title: "Not a set of machines", detail: fault);
        }

        return SpecRules.Faults(set) is { Count: > 0 } faults
            ? Results.ValidationProblem(faults, title: "The machines cannot be taken on")
            : Results.Json(await preflight.Make(set, cancellation), LabJson.Options);
    }
}
