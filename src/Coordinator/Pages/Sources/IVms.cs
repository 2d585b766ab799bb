using Lab.Contracts;

namespace Lab.Coordinator.Pages.Sources;

/// <summary>The machines of this host, as the vm-controller knows them.</summary>
public interface IVms
{
    /// <summary>Asks the vm-controller.</summary>
    /// <exception cref="HttpRequestException">It did not answer, or not with success; the page shows the message.</exception>
    Task<VmInventory> Inventory(CancellationToken cancellation = default);
}
