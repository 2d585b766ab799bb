using Lab.ApiEmulator.Messages;
using Lab.ApiEmulator.Plans;
using Lab.Contracts;

namespace Lab.ApiEmulator.Faults;

/// <summary>The stream's end, in order, before its last event. A reply in one piece has no such event: it is spared, as it was where the real clients were measured.</summary>
internal sealed class NoMessageStopFault(NoMessageStop spec) : IFault
{
    public const string Name = "no-message-stop";

    public string Kind => Name;

    public int? AfterEvents => spec.AfterEvents;

    public bool IsBeforeLast => true;

    public bool SparesWhole => true;

    public string Says { get; } = $"The emulator ended the stream in order after {spec.AfterEvents} events of the reply, as planned.";

    public ValueTask<bool> Strike(Exchange exchange) => new(false);

    public static IEnumerable<Complaint> Check(NoMessageStop spec) => Bounds.Events(spec.AfterEvents);
}
