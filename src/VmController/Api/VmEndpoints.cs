using Lab.Contracts;
using Lab.VmController.Backends;
using Lab.VmController.Reconciling;

namespace Lab.VmController.Api;

/// <summary>The HTTP API: what is wanted goes in, what is comes out; the reconciler does the rest.</summary>
internal static class VmEndpoints
{
    private static readonly TimeSpan FreshEnough = TimeSpan.FromSeconds(5);

    public static void MapVms(this WebApplication app)
    {
        app.MapGet("/backend", async (BackendChoice backends, CancellationToken cancellation) => (await backends.Current(cancellation)).View);
        app.MapGet("/vms", Inventory);
        app.MapPut("/vms/{name}", Put);
        app.MapGet("/vms/{name}", Get);
        app.MapDelete("/vms/{name}", Delete);
        app.MapSets();
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
        var (spec, refusal) = await Requests.Read<VmSpec>(request, cancellation);
        if (spec is null)
        {
            return refusal!;
        }

        var faults = SpecRules.Faults(name, spec);
        if (faults.Count > 0)
        {
            return Results.ValidationProblem(faults, title: "The machine cannot be taken on");
        }

        var asked = fleet.Put(name, spec, Requests.Asker());
        return asked switch
        {
            { IsClosed: true } => Requests.Closed(),
            { Conflict: { } conflict } => Requests.Problem(StatusCodes.Status409Conflict, "Another spec", conflict),
            _ => Requests.Accepted(asked.View),
        };
    }

    private static IResult Get(string name, Fleet fleet) =>
        fleet.View(name) is { } view ? Results.Json(view, LabJson.Options) : Unknown(name, fleet);

    private static IResult Delete(string name, Fleet fleet)
    {
        if (fleet.Drop(name, "it was deleted", Requests.Asker()) is { } view)
        {
            return Requests.Accepted(view);
        }

        return fleet.WhyGone(name) is not null ? Results.NoContent() : Unknown(name, fleet);
    }

    private static IResult Unknown(string name, Fleet fleet) => Requests.Problem(
        StatusCodes.Status404NotFound,
        "No such machine",
        fleet.WhyGone(name) is { } because ? $"'{name}' is gone: {because}." : $"The lab has no machine '{name}'.");
}
