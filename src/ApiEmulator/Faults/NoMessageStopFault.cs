using Lab.ApiEmulator.Messages;
using Lab.ApiEmulator.Plans;
using Lab.Contracts;

namespace Lab.ApiEmulator.Faults;

/// <summary>The stream's end, in order, before its last event; a reply in one piece ends in order in the middle of its JSON.</summary>
internal sealed class NoMessageStopFault(NoMessageStop spec) : ISpoilsReply
{
    public const string Name = "no-message-stop";

    public string Kind => Name;

    public int? AfterEvents => spec.AfterEvents;

    public bool IsBeforeLast => true;

    public string Says { get; } = $"The emulator ended the stream in order after {spec.AfterEvents} events of the reply, as planned.";

    public ValueTask<bool> Strike(Exchange exchange) => new(false);

    public ValueTask Spoil(Exchange exchange, ReadOnlyMemory<byte> reply) =>
        exchange.SendBody(StatusCodes.Status200OK, "application/json", reply[..(reply.Length / 2)], reply.Length / 2);

    public static IEnumerable<Complaint> Check(NoMessageStop spec) => Bounds.Events(spec.AfterEvents);
}
