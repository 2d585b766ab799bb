using System.Text.Json;
using System.Text.Json.Serialization;
using Lab.Contracts;
using Lab.Coordinator.Machines;
using Lab.Coordinator.Pages.Sources;
using Lab.Coordinator.Runs;

namespace Lab.Coordinator.Api;

/// <summary>Machines and images over HTTP.</summary>
/// <remarks>
/// <c>GET /api/vms</c>: what runs machines here, and the lab's machines.
/// <c>GET /api/vms/by-hand</c>: the machines by hand, and the last ones with what they changed on the host.
/// <c>PUT /api/vms/by-hand</c> with <c>{"count": 1, "spec": {"network": "nat"}, "minutes": 10}</c>: asks for them, 202; without minutes until they are stopped.
/// <c>DELETE /api/vms/by-hand</c>: stops them, 202; 204 when there are none.
/// <c>POST /api/vms/preflight</c> with <c>{"count": 1, "spec": {}}</c>: what speaks for and against; changes nothing.
/// <c>GET /api/images</c>: the images that are here, and the downloads.
/// </remarks>
internal static class MachineEndpoints
{
    private const string Example = """Send for example {"count": 1, "spec": {"network": "nat", "memoryMiB": 2048}}.""";

    private static readonly JsonSerializerOptions Strict = new(LabJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public static void MapMachines(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/vms", (IVms vms, CancellationToken cancellation) => vms.Inventory(cancellation));
        app.MapGet("/api/vms/by-hand", (IHandMachines hand) => hand.View);
        app.MapPut("/api/vms/by-hand", async (HttpRequest request, IHandMachines hand, CancellationToken cancellation) =>
            TypedResults.Accepted("/api/vms/by-hand", await hand.Start(await Read<HandWish>(request, cancellation), cancellation)));
        app.MapDelete("/api/vms/by-hand", async (IHandMachines hand, CancellationToken cancellation) =>
            await hand.StopAll(cancellation) is { } set ? Results.Accepted("/api/vms/by-hand", set) : Results.NoContent());
        app.MapPost("/api/vms/preflight", Preflight);
        app.MapGet("/api/images", (IVms vms, CancellationToken cancellation) => vms.Images(cancellation));
    }

    private static async Task<PreflightReport> Preflight(HttpRequest request, IVms vms, CancellationToken cancellation)
    {
        var set = await Read<VmSet>(request, cancellation);
        return VmRules.Faults(set).ToList() is { Count: > 0 } faults ? throw new BadRunException(faults) : await vms.Check(set, cancellation);
    }

    private static async Task<T> Read<T>(HttpRequest request, CancellationToken cancellation) where T : class
    {
        // A page elsewhere can send a form or plain text unasked, but not this.
        if (!request.HasJsonContentType())
        {
            throw new BadRunException([$"The content type is '{request.ContentType}'; it must be application/json. {Example}"]);
        }

        try
        {
            return await JsonSerializer.DeserializeAsync<T>(request.Body, Strict, cancellation) ?? throw new BadRunException([$"The body is null. {Example}"]);
        }
        catch (JsonException exception)
        {
            throw new BadRunException([$"The body cannot be read{(exception.Path is { Length: > 2 } path ? $" at '{path[2..]}'" : "")}: {exception.Message} {Example}"]);
        }
    }
}
