using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lab.Contracts;
using Lab.VmController.Backends;

namespace Lab.VmController.Ballast;

/// <summary>The HTTP API of ballasts: what is wanted goes in, what is comes out; the keeper does the rest.</summary>
internal static class BallastEndpoints
{
    private static readonly JsonSerializerOptions Strict = new(LabJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public static void MapBallast(this WebApplication app)
    {
        app.MapGet("/ballast", (BallastBooks books) => Results.Json(books.Select(e => e.View()), LabJson.Options));
        app.MapPost("/ballast/check", Check);
        app.MapPut("/ballast/{name}", Put);
        app.MapGet("/ballast/{name}", (string name, BallastBooks books) => books.View(name) is { } view ? Results.Json(view, LabJson.Options) : Unknown(name, books));
        app.MapDelete("/ballast/{name}", Delete);
    }

    private static async Task<IResult> Check(HttpRequest request, BallastIntake intake, CancellationToken cancellation)
    {
        var (spec, fault) = await Read(request, cancellation);
        return spec is null ? fault! : Results.Json(await intake.Check(spec, cancellation), LabJson.Options);
    }

    private static async Task<IResult> Put(string name, HttpRequest request, BallastIntake intake, SoleUse soleUse, CancellationToken cancellation)
    {
        if (soleUse.Problem() is { } taken)
        {
            return Problem(StatusCodes.Status503ServiceUnavailable, "Not the only one", taken);
        }

        var (spec, fault) = await Read(request, cancellation);
        if (spec is null)
        {
            return fault!;
        }

        var (asked, faults) = await intake.Ask(name, spec, Asker(), cancellation);
        return asked switch
        {
            null => Results.ValidationProblem(faults, title: "The ballast cannot be taken on"),
            { IsClosed: true } => Problem(StatusCodes.Status503ServiceUnavailable, "Stopping", "The vm-controller is stopping and takes on no ballast."),
            { Conflict: { } conflict } => Problem(StatusCodes.Status409Conflict, "Another spec", conflict),
            _ => Results.Json(asked.View, LabJson.Options, statusCode: StatusCodes.Status202Accepted),
        };
    }

    private static IResult Delete(string name, BallastBooks books)
    {
        if (books.Drop(name, "it was deleted", Asker()) is { } view)
        {
            return Results.Json(view, LabJson.Options, statusCode: StatusCodes.Status202Accepted);
        }

        return books.WhyGone(name) is not null ? Results.NoContent() : Unknown(name, books);
    }

    private static async Task<(BallastSpec? Spec, IResult? Fault)> Read(HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<BallastSpec>(request.Body, Strict, cancellation) is { } spec
                ? (spec, null)
                : (null, Problem(StatusCodes.Status400BadRequest, "Not a spec", "The body must be a BallastSpec, and null is none."));
        }
        catch (JsonException exception)
        {
            return (null, Problem(StatusCodes.Status400BadRequest, "Not a spec", $"The body is no BallastSpec: {exception.Message}"));
        }
    }

    private static IResult Unknown(string name, BallastBooks books) => Problem(
        StatusCodes.Status404NotFound,
        "No such ballast",
        books.WhyGone(name) is { } because ? $"'{name}' is gone: {because}." : $"The lab has no ballast '{name}'.");

    private static IResult Problem(int status, string title, string detail) => Results.Problem(statusCode: status, title: title, detail: detail);

    private static ActivityContext Asker() => Activity.Current?.Context ?? default;
}
