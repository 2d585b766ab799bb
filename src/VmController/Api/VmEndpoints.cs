using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lab.Contracts;
using Lab.VmController.Backends;
using Lab.VmController.Reconciling;

namespace Lab.VmController.Api;

/// <summary>The HTTP API: what is wanted goes in, what is comes out; the reconciler does the rest.</summary>
internal static class VmEndpoints
{
    private static readonly TimeSpan FreshEnough = TimeSpan.FromSeconds(5);

    private static readonly JsonSerializerOptions Strict = new(LabJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public static void MapVms(this WebApplication app)
    {
        app.MapGet("/backend", async (BackendChoice backends, CancellationToken cancellation) => (await backends.Current(cancellation)).View);
        app.MapGet("/vms", Inventory);
        app.MapPut("/vms/{name}", Put);
        app.MapGet("/vms/{name}", Get);
        app.MapDelete("/vms/{name}", Delete);
        app.MapDelete("/runs/{runId}/vms", (string runId, Fleet fleet) => Results.Json(fleet.DropRun(runId, Asker()), LabJson.Options, statusCode: StatusCodes.Status202Accepted));
    }

    private static async Task<VmInventory> Inventory(BackendChoice backends, Fleet fleet, Observer observer, CancellationToken cancellation)
    {
        var backend = await backends.Current(cancellation);
        var vms = fleet.Select(m => m.View());
        if (backend.Tart is not { } tart)
        {
            return new VmInventory(backend.View, vms, 0);
        }

        var seen = await observer.Recent(tart, FreshEnough, cancellation);
        var ours = vms.Select(v => v.Name).ToHashSet();
        return seen.Listing.Vms is { } all
            ? new VmInventory(backend.View, vms, all.Count(v => v is { IsLocal: true, IsRunning: true } && !ours.Contains(v.Name)))
            : new VmInventory(backend.View with { Problem = $"How many other machines run is not known: {seen.Inconclusive!.Text} {seen.Inconclusive.Advice}" }, vms, 0);
    }

    private static async Task<IResult> Put(string name, HttpRequest request, Fleet fleet, CancellationToken cancellation)
    {
        VmSpec? spec;
        try
        {
            spec = await JsonSerializer.DeserializeAsync<VmSpec>(request.Body, Strict, cancellation);
        }
        catch (JsonException exception)
        {
            return Problem(StatusCodes.Status400BadRequest, "Not a spec", $"The body is no VmSpec: {exception.Message}");
        }

        var faults = spec is null ? new Dictionary<string, string[]> { [""] = ["The body must be a VmSpec; {} takes every default."] } : SpecRules.Faults(name, spec);
        if (faults.Count > 0)
        {
            return Results.ValidationProblem(faults, title: "The machine cannot be taken on");
        }

        var asked = fleet.Put(name, spec!, Asker());
        return asked switch
        {
            { IsClosed: true } => Problem(StatusCodes.Status503ServiceUnavailable, "Stopping", "The vm-controller is stopping and takes on no machine."),
            { Conflict: { } conflict } => Problem(StatusCodes.Status409Conflict, "Another spec", conflict),
            _ => Results.Json(asked.View, LabJson.Options, statusCode: StatusCodes.Status202Accepted),
        };
    }

    private static IResult Get(string name, Fleet fleet) =>
        fleet.View(name) is { } view ? Results.Json(view, LabJson.Options) : Unknown(name, fleet);

    private static IResult Delete(string name, Fleet fleet)
    {
        if (fleet.Drop(name, "it was deleted", Asker()) is { } view)
        {
            return Results.Json(view, LabJson.Options, statusCode: StatusCodes.Status202Accepted);
        }

        return fleet.WhyGone(name) is not null ? Results.NoContent() : Unknown(name, fleet);
    }

    private static IResult Unknown(string name, Fleet fleet) => Problem(
        StatusCodes.Status404NotFound,
        "No such machine",
        fleet.WhyGone(name) is { } because ? $"'{name}' is gone: {because}." : $"The lab has no machine '{name}'.");

    private static IResult Problem(int status, string title, string detail) => Results.Problem(statusCode: status, title: title, detail: detail);

    private static ActivityContext Asker() => Activity.Current?.Context ?? default;
}
