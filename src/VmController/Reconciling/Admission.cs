using Lab.VmController.Backends;
using Lab.VmController.Tart;

namespace Lab.VmController.Reconciling;

/// <summary>Turns down a machine that the host has no memory for: the lab must not be what brings the host down.</summary>
internal sealed class Admission(IHostMemory memory, Fleet fleet, Microsoft.Extensions.Options.IOptions<VmControllerOptions> options, ILogger<Admission> logger) : IDisposable
{
    private const long MiB = 1 << 20;

    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>Why a machine may not be; null where it may, and its memory then counts as taken.</summary>
    public async Task<TartError?> Admit(Machine machine, CancellationToken cancellation)
    {
        // One at a time, or two would be admitted on the same free memory.
        await _gate.WaitAsync(cancellation);
        try
        {
            if (await memory.Read(cancellation) is not { } facts)
            {
                logger.LogWarning("The host's memory cannot be read, so {Name} is started without the check that it fits.", machine.Name);
                Begin(machine);
                return null;
            }

            var others = fleet.Select(m => (m.Phase, m.Spec.MemoryMiB, IsThis: m == machine)).Where(m => !m.IsThis).ToList();

            // Between its admission and being ready a machine has not yet taken what it will take.
            var pending = others.Where(m => m.Phase is Phase.Created or Phase.Starting).Sum(m => (long)m.MemoryMiB);
            var all = others.Where(m => m.Phase is Phase.Created or Phase.Starting or Phase.Ready).Sum(m => (long)m.MemoryMiB);
            var reserve = options.Value.MemoryReserveMiB;
            var free = Math.Min((facts.AvailableBytes / MiB) - pending, (facts.TotalBytes / MiB) - all) - reserve;
            if (machine.Spec.MemoryMiB > free)
            {
                return new TartError(
                    TartErrorKind.HostMemory,
                    $"'{machine.Name}' asks for {machine.Spec.MemoryMiB} MiB, and the host has {Math.Max(0, free)} MiB to give ({facts.AvailableBytes / MiB} MiB available of {facts.TotalBytes / MiB} MiB, {pending} MiB promised to machines that are starting, {reserve} MiB kept for the host).",
                    "Ask for less memory or fewer machines, close other programs, or lower VmController:MemoryReserveMiB.");
            }

            Begin(machine);
            return null;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private void Begin(Machine machine) => fleet.Change(machine, m => m.Phase = Phase.Created);
}
