using Lab.VmController.Backends;
using Lab.VmController.Tart;

namespace Lab.VmController.Reconciling;

/// <summary>Turns down a machine that the host has no memory for: the lab must not be what brings the host down.</summary>
internal sealed class Admission(IHostMemory memory, Fleet fleet, Microsoft.Extensions.Options.IOptions<VmControllerOptions> options, ILogger<Admission> logger) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>Why a machine may not be; null where it may, and its memory then counts as taken.</summary>
    public async Task<TartError?> Admit(Machine machine, CancellationToken cancellation)
    {
        // One at a time, or two would be admitted on the same free memory.
        await _gate.WaitAsync(cancellation);
        try
        {
            if (await Room(machine, cancellation) is not { } room)
            {
                logger.LogWarning("The host's memory cannot be read, so {Name} is started without the check that it fits.", machine.Name);
            }
            else if (room.Refusal($"'{machine.Name}' asks", machine.Spec.MemoryMiB) is { } refusal)
            {
                return refusal;
            }

            Begin(machine);
            return null;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>What the host has to give, beside a machine that is to be left out; null where its memory cannot be read.</summary>
    public async Task<MemoryRoom?> Room(Machine? leftOut, CancellationToken cancellation) => await memory.Read(cancellation) is { } facts
        ? MemoryRoom.Of(facts, [.. fleet.Select(m => (m.Phase, m.Spec.MemoryMiB, IsLeftOut: m == leftOut)).Where(m => !m.IsLeftOut).Select(m => (m.Phase, m.MemoryMiB))], options.Value.MemoryReserveMiB)
        : null;

    public void Dispose() => _gate.Dispose();

    private void Begin(Machine machine) => fleet.Change(machine, m => m.Phase = Phase.Created);
}
