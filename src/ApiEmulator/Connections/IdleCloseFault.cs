using Lab.ApiEmulator.Plans;
using Lab.Contracts;

namespace Lab.ApiEmulator.Connections;

/// <summary>FIN on a connection that has lain idle; or, as a race, RST for the request that comes then.</summary>
internal sealed class IdleCloseFault(IdleClose spec) : IIdleFault
{
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public string Kind => "idle-close";

    public string Says { get; } = spec.Race
        ? $"The emulator reset the connection under a request that came more than {spec.After.TotalSeconds} s after the last response, as planned."
        : $"The emulator closed the connection {spec.After.TotalSeconds} s after the last response, as planned.";

    public TimeSpan After => spec.After;

    public bool Closes => !spec.Race;

    public bool Resets => true;

    public int? Hint { get; } = spec.Hint ? (int)spec.After.TotalSeconds : null;

    public static IEnumerable<Complaint> Check(IdleClose spec)
    {
        if (spec.After <= TimeSpan.Zero || spec.After > Longest)
        {
            yield return new("after", $"Must be more than 0 and {Longest.TotalSeconds} seconds at most; it is {spec.After.TotalSeconds}.");
        }
        else if (spec.Hint && spec.After.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            yield return new("after", $"Must be whole seconds where hint is set, since the header holds no other; it is {spec.After.TotalSeconds}.");
        }
    }
}
