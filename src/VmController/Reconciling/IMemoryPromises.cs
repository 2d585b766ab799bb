namespace Lab.VmController.Reconciling;

/// <summary>Memory of the host that something of the lab's has, or will have.</summary>
/// <param name="Name">What has it.</param>
/// <param name="MemoryMiB">How much, in MiB.</param>
/// <param name="IsTaken">Whether it has it already; else it is still free by the host's account.</param>
internal sealed record MemoryPromise(string Name, int MemoryMiB, bool IsTaken);

/// <summary>Knows what holds memory beside the machines.</summary>
internal interface IMemoryPromises
{
    IReadOnlyList<MemoryPromise> Promises();
}
