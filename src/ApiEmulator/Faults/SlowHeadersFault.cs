using Lab.ApiEmulator.Messages;
using Lab.ApiEmulator.Plans;
using Lab.Contracts;

namespace Lab.ApiEmulator.Faults;

/// <summary>The response header byte after byte; the reply behind it as it should be.</summary>
internal sealed class SlowHeadersFault(SlowHeaders spec) : IFault
{
    public const string Name = "slow-headers";

    public string Kind => Name;

    public int? AfterEvents => null;

    public string Says { get; } = $"The emulator sent the response header byte after byte over {spec.Over.TotalSeconds} s, as planned.";

    public ValueTask<bool> Strike(Exchange exchange)
    {
        exchange.HeadersOver = spec.Over;
        return new(true);
    }

    public static IEnumerable<Complaint> Check(SlowHeaders spec) => Bounds.Duration("over", spec.Over);
}
