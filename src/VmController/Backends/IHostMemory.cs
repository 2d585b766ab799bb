using Lab.Contracts;

namespace Lab.VmController.Backends;

/// <summary>The host's memory at a moment.</summary>
internal interface IHostMemory
{
    /// <summary>Null where it cannot be read.</summary>
    Task<MemoryFacts?> Read(CancellationToken cancellation);
}
