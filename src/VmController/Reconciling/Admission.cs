using Lab.VmController.Backends;
using Lab.VmController.Tart;

namespace Lab.VmController.Reconciling;

/// <summary>Turns down a machine that the host has no memory for: the lab must not be what brings the host down.</summary>
internal sealed class Admission(IHostMemory memory, Fleet fleet, IEnumerable<IMemoryPromises> besides, Microsoft.Extensions.Options.IOptions<VmControllerOptions> options, ILogger<Admission> logger) : IDisposable
{
    private const long MiB = 1 << 20;

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
            if (await memory.Read(cancellation) is not { } facts)
            {
                logger.LogWarning("The host's memory cannot be read, so {Name} is started without the check that it fits.", name);
                begin();
                return null;
            }

            // Between its admission and being ready a machine has not yet taken what it will take.
            var others = fleet.Select(m => (m.Name, m.Phase, m.Spec.MemoryMiB))
                .Where(m => m.Phase is Phase.Created or Phase.Starting or Phase.Ready)
                .Select(m => new MemoryPromise(m.Name, m.MemoryMiB, IsTaken: m.Phase == Phase.Ready))
                .Concat(besides.SelectMany(b => b.Promises()))
                .Where(p => p.Name != name)
                .ToList();
            var pending = others.Where(p => !p.IsTaken).Sum(p => (long)p.MemoryMiB);
            var all = others.Sum(p => (long)p.MemoryMiB);
            var reserve = options.Value.MemoryReserveMiB;
            var free = Math.Min((facts.AvailableBytes / MiB) - pending, (facts.TotalBytes / MiB) - all) - reserve;
            if (memoryMiB > free)
            {
                return new TartError(
                    TartErrorKind.HostMemory,
                    $"'{name}' asks for {memoryMiB} MiB, and the host has {Math.Max(0, free)} MiB to give ({facts.AvailableBytes / MiB} MiB available of {facts.TotalBytes / MiB} MiB, {pending} MiB promised to what is starting, {reserve} MiB kept for the host).",
                    "Ask for less memory or fewer machines, close other programs, or lower VmController:MemoryReserveMiB.");
            }

            begin();
            return null;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}
