using Lab.ApiEmulator.Plans;
using Lab.Contracts;

namespace Lab.ApiEmulator.Connections;

/// <summary>A connection that has lain idle is forgotten: what comes then is taken, and never answered.</summary>
internal sealed class IdleDropFault(IdleDrop spec) : IIdleFault
{
    public string Kind => "idle-drop";

    public string Says { get; } = $"The emulator took what came more than {spec.After.TotalSeconds} s after the last response, and never answers it, as planned.";

    public TimeSpan After => spec.After;

    public bool Closes => false;

    public bool Resets => false;

    public int? Hint => null;

    public static IEnumerable<Complaint> Check(IdleDrop spec) =>
        spec.After > TimeSpan.Zero && spec.After <= IdleCloseFault.Longest
            ? []
            : [new("after", $"Must be more than 0 and {IdleCloseFault.Longest.TotalSeconds} seconds at most; it is {spec.After.TotalSeconds}.")];
}
