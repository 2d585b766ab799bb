using Lab.Contracts;
using Lab.VmController.Tart;

namespace Lab.VmController.Reconciling;

/// <summary>The memory that the host has to give to machines at a moment.</summary>
/// <param name="Facts">The host's memory.</param>
/// <param name="PromisedMiB">What is starting has not yet taken.</param>
/// <param name="HeldMiB">What all of the lab's has been promised.</param>
/// <param name="ReserveMiB">What stays the host's.</param>
internal sealed record MemoryRoom(MemoryFacts Facts, long PromisedMiB, long HeldMiB, long ReserveMiB)
{
    private const long MiB = 1 << 20;

    public long FreeMiB => Math.Max(0, Math.Min(AvailableMiB - PromisedMiB, TotalMiB - HeldMiB) - ReserveMiB);

    public long AvailableMiB => Facts.AvailableBytes / MiB;

    public long TotalMiB => Facts.TotalBytes / MiB;

    /// <summary>With what the lab has promised already.</summary>
    public static MemoryRoom Of(MemoryFacts facts, IEnumerable<MemoryPromise> promises, long reserveMiB)
    {
        var all = promises.ToList();
        return new MemoryRoom(facts, all.Where(p => !p.IsTaken).Sum(p => (long)p.MemoryMiB), all.Sum(p => (long)p.MemoryMiB), reserveMiB);
    }

    /// <summary>Why so much cannot be had; null where it can.</summary>
    public TartError? Refusal(string who, long wantedMiB) => wantedMiB <= FreeMiB ? null : new TartError(
        TartErrorKind.HostMemory,
        $"{who} for {wantedMiB} MiB, and {this}.",
        "Ask for less memory or fewer machines, close other programs, or lower VmController:MemoryReserveMiB.");

    public override string ToString() =>
        $"the host has {FreeMiB} MiB to give ({AvailableMiB} MiB available of {TotalMiB} MiB, {PromisedMiB} MiB promised to what is starting, {ReserveMiB} MiB kept for the host)";
}
