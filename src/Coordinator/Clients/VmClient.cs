using Lab.Contracts;
using Lab.Coordinator.Pages.Sources;

namespace Lab.Coordinator.Clients;

/// <summary>Asks the vm-controller for machines.</summary>
internal sealed class VmClient(HttpClient client) : IVms
{
    private const string Name = "vm-controller";

    public Task<VmBackend> Backend(CancellationToken cancellation) => client.Send<VmBackend>(Name, HttpMethod.Get, "/backend", null, cancellation);

    public Task<VmInventory> Inventory(CancellationToken cancellation) => client.Send<VmInventory>(Name, HttpMethod.Get, "/vms", null, cancellation);

    public Task<VmView?> Find(string name, CancellationToken cancellation) => client.Find<VmView>(Name, $"/vms/{name}", cancellation);

    public Task Want(string name, VmSpec spec, CancellationToken cancellation) => client.Do(Name, HttpMethod.Put, $"/vms/{name}", spec, cancellation);

    public Task Delete(string name, CancellationToken cancellation) => client.Do(Name, HttpMethod.Delete, $"/vms/{name}", null, cancellation);
}
