using Lab.Contracts;
using Lab.VmController.Tart;

namespace Lab.VmController.Reconciling;

/// <summary>The memory that the host has to give to machines at a moment.</summary>
/// <param name="Facts">The host's memory.</param>
/// <param name="PromisedMiB">What machines that are starting have not yet taken.</param>
/// <param name="HeldMiB">What all machines have been promised.</param>
/// <param name="ReserveMiB">What stays the host's.</param>
internal sealed record MemoryRoom(MemoryFacts Facts, long PromisedMiB, long HeldMiB, long ReserveMiB)
{
    private const long MiB = 1 << 20;

    public long FreeMiB => Math.Max(0, Math.Min(AvailableMiB - PromisedMiB, TotalMiB - HeldMiB) - ReserveMiB);

    public long AvailableMiB => Facts.AvailableBytes / MiB;

    public long TotalMiB => Facts.TotalBytes / MiB;

    /// <summary>With the machines that there are.</summary>
    public static MemoryRoom Of(MemoryFacts facts, IReadOnlyList<(Phase Phase, int MemoryMiB)> machines, long reserveMiB)
    {
        // Between its admission and being ready a machine has not yet taken what it will take.
        var promised = machines.Where(m => m.Phase is Phase.Created or Phase.Starting).Sum(m => (long)m.MemoryMiB);
        var held = promised + machines.Where(m => m.Phase is Phase.Ready).Sum(m => (long)m.MemoryMiB);
        return new MemoryRoom(facts, promised, held, reserveMiB);
    }

    /// <summary>Why so much cannot be had; null where it can.</summary>
    public TartError? Refusal(string who, long wantedMiB) => wantedMiB <= FreeMiB ? null : new TartError(
        TartErrorKind.HostMemory,
        $"{who} for {wantedMiB} MiB, and {this}.",
        "Ask for less memory or fewer machines, close other programs, or lower VmController:MemoryReserveMiB.");

    public override string ToString() =>
        $"the host has {FreeMiB} MiB to give ({AvailableMiB} MiB available of {TotalMiB} MiB, {PromisedMiB} MiB promised to machines that are starting, {ReserveMiB} MiB kept for the host)";
}
