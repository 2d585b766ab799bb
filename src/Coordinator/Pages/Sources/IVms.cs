using Lab.Contracts;

namespace Lab.Coordinator.Pages.Sources;

/// <summary>The machines and images of this host, as the vm-controller knows them.</summary>
/// <remarks>Each call throws an <see cref="HttpRequestException"/> where the vm-controller did not answer, or not with success; the page shows the message.</remarks>
public interface IVms
{
    /// <summary>What runs machines here, and the lab's machines.</summary>
    Task<VmInventory> Inventory(CancellationToken cancellation = default);

    /// <summary>The images that are here, and the downloads.</summary>
    Task<ImageList> Images(CancellationToken cancellation = default);

    /// <summary>Begins to download an image, or goes on with it.</summary>
    Task Pull(string image, CancellationToken cancellation = default);

    /// <summary>Stops the download of an image.</summary>
    Task StopPull(string image, CancellationToken cancellation = default);

    /// <summary>Looks at all that speaks for and against machines, and changes nothing.</summary>
    Task<PreflightReport> Check(VmSet set, CancellationToken cancellation = default);
}
