using Lab.ApiEmulator.Messages;
using Lab.ApiEmulator.Plans;
using Lab.Contracts;

namespace Lab.ApiEmulator.Faults;

/// <summary>RST or FIN in the middle of the reply, once the events due before it have reached the client.</summary>
internal sealed class CutMidStreamFault(CutMidStream spec) : IFault
{
    public const string Name = "cut-mid-stream";

    public string Kind => Name;

    public int? AfterEvents => spec.AfterEvents;

    public string Says { get; } = $"The emulator {(spec.Reset ? "reset" : "closed")} the connection after {spec.AfterEvents} events of the reply, as planned.";

    public async ValueTask<bool> Strike(Exchange exchange)
    {
        await (spec.Reset ? exchange.Reset() : exchange.Close());
        return false;
    }

    public static IEnumerable<Complaint> Check(CutMidStream spec) => Bounds.Events(spec.AfterEvents);
}
