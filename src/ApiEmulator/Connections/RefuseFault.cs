using Lab.ApiEmulator.Plans;
using Lab.Contracts;

namespace Lab.ApiEmulator.Connections;

/// <summary>ECONNREFUSED in slots of time. Each slot that is struck counts once: the kernel refuses without telling anybody.</summary>
internal sealed class RefuseFault(Refuse spec) : IPortFault
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public string Kind => "refuse";

    public string Says { get; } = $"The emulator's ports refused connections for {spec.Slot.TotalSeconds} s, as planned.";

    public TimeSpan? Slot => spec.Slot;

    public bool CountsOpen => false;

    public bool CanShut(int open) => true;

    public static IEnumerable<Complaint> Check(Refuse spec)
    {
        if (spec.Slot < Shortest || spec.Slot > Longest)
        {
            yield return new("slot", $"Must be {Shortest.TotalSeconds} to {Longest.TotalSeconds} seconds; it is {spec.Slot.TotalSeconds}.");
        }

        if (spec.Onset?.AfterRequests is not null)
        {
            yield return new("onset.afterRequests", "Must be left out: refuse strikes a time, in slots, and knows no connections. Use onset.after.");
        }
    }
}
