using Lab.Contracts;
using Lab.Coordinator.Pages.Sources;

namespace Lab.Coordinator.Clients;

/// <summary>Asks the vm-controller for machines and images.</summary>
internal sealed class VmClient(HttpClient client) : IVms
{
    private const string Name = "vm-controller";

    public Task<VmBackend> Backend(CancellationToken cancellation) => client.Send<VmBackend>(Name, HttpMethod.Get, "/backend", null, cancellation);

    public Task<VmInventory> Inventory(CancellationToken cancellation) => client.Send<VmInventory>(Name, HttpMethod.Get, "/vms", null, cancellation);

    /// <summary>Asks for one machine, or renews its lease.</summary>
    public Task Want(string name, VmSpec spec, CancellationToken cancellation) => client.Do(Name, HttpMethod.Put, $"/vms/{name}", spec, cancellation);

    public Task Delete(string name, CancellationToken cancellation) => client.Do(Name, HttpMethod.Delete, $"/vms/{name}", null, cancellation);

    /// <summary>Asks for all machines of a run, or renews their leases.</summary>
    public Task<VmSetView> Want(string runId, VmSet set, CancellationToken cancellation) => client.Send<VmSetView>(Name, HttpMethod.Put, Set(runId), set, cancellation);

    /// <summary>The machines of a run, also those that are being deleted; empty where there are none.</summary>
    public async Task<VmSetView> Find(string runId, CancellationToken cancellation) =>
        await client.Find<VmSetView>(Name, Set(runId), cancellation) ?? new VmSetView(runId, null, []);

    public Task DeleteSet(string runId, CancellationToken cancellation) => client.Do(Name, HttpMethod.Delete, Set(runId), null, cancellation);

    public Task<PreflightReport> Check(VmSet set, CancellationToken cancellation) => client.Send<PreflightReport>(Name, HttpMethod.Post, "/preflight", set, cancellation);

    public Task<ImageList> Images(CancellationToken cancellation) => client.Send<ImageList>(Name, HttpMethod.Get, "/images", null, cancellation);

    public Task Pull(string image, CancellationToken cancellation) => client.Do(Name, HttpMethod.Put, OfPull(image), null, cancellation);

    public Task StopPull(string image, CancellationToken cancellation) => client.Do(Name, HttpMethod.Delete, OfPull(image), null, cancellation);

    private static string Set(string runId) => $"/runs/{runId}/vms";

    private static string OfPull(string image) => $"/images/pull?image={Uri.EscapeDataString(image)}";
}
