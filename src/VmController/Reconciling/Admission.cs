using Lab.VmController.Backends;
using Lab.VmController.Tart;

namespace Lab.VmController.Reconciling;

/// <summary>Turns down a machine that the host has no memory for: the lab must not be what brings the host down.</summary>
internal sealed class Admission(IHostMemory memory, Fleet fleet, IEnumerable<IMemoryPromises> besides, Microsoft.Extensions.Options.IOptions<VmControllerOptions> options, ILogger<Admission> logger) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>Why a machine may not be; null where it may, and its memory then counts as taken.</summary>
    public Task<TartError?> Admit(Machine machine, CancellationToken cancellation) =>
        Admit(machine.Name, machine.Spec.MemoryMiB, () => fleet.Change(machine, m => m.Phase = Phase.Created), cancellation);

    /// <summary>Why so much memory may not be taken under a name; null where it may. What begins it is called before anybody else is admitted.</summary>
    public async Task<TartError?> Admit(string name, int memoryMiB, Action begin, CancellationToken cancellation)
    {
        // One at a time, or two would be admitted on the same free memory.
        await _gate.WaitAsync(cancellation);
        try
        {
            if (await Room(name, cancellation) is not { } room)
            {
                logger.LogWarning("The host's memory cannot be read, so {Name} is started without the check that it fits.", name);
            }
            else if (room.Refusal($"'{name}' asks", memoryMiB) is { } refusal)
            {
                return refusal;
            }

            begin();
            return null;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>What the host has to give, beside something of the lab's that is to be left out; null where its memory cannot be read.</summary>
    public async Task<MemoryRoom?> Room(string? leftOut, CancellationToken cancellation) => await memory.Read(cancellation) is { } facts
        ? MemoryRoom.Of(facts, Promises().Where(p => p.Name != leftOut), options.Value.MemoryReserveMiB)
        : null;

    /// <summary>Between its admission and being ready a machine has not yet taken what it will take.</summary>
    private IEnumerable<MemoryPromise> Promises() => fleet.Select(m => (m.Name, m.Phase, m.Spec.MemoryMiB))
        .Where(m => m.Phase is Phase.Created or Phase.Starting or Phase.Ready)
        .Select(m => new MemoryPromise(m.Name, m.MemoryMiB, IsTaken: m.Phase == Phase.Ready))
        .Concat(besides.SelectMany(b => b.Promises()));

    public void Dispose() => _gate.Dispose();
}
