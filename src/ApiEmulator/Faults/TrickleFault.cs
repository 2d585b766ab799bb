using Lab.ApiEmulator.Messages;
using Lab.ApiEmulator.Plans;
using Lab.Contracts;

namespace Lab.ApiEmulator.Faults;

/// <summary>The reply's body at a rate, in small pieces.</summary>
internal sealed class TrickleFault(Trickle spec) : IFault
{
    public const string Name = "trickle";

    private const int Fastest = 100_000_000;

    public string Kind => Name;

    public int? AfterEvents => null;

    public string Says { get; } = $"The emulator let the reply trickle at {spec.BytesPerSecond} bytes a second, as planned.";

    public ValueTask<bool> Strike(Exchange exchange)
    {
        exchange.BytesPerSecond = spec.BytesPerSecond;
        return new(true);
    }

    public static IEnumerable<Complaint> Check(Trickle spec) => Bounds.Whole("bytesPerSecond", spec.BytesPerSecond, 1, Fastest);
}
