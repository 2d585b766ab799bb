using System.Buffers;
using Lab.ApiEmulator.Errors;
using Lab.ApiEmulator.Messages;
using Lab.ApiEmulator.Plans;
using Lab.Contracts;

namespace Lab.ApiEmulator.Faults;

/// <summary>An <c>error</c> event in the middle of the stream, which ends with it; a reply in one piece is the error itself, with its status.</summary>
internal sealed class ErrorEventFault(ErrorEvent spec) : ISpoilsReply
{
    public const string Name = "error-event";

    private readonly ApiError? _error = ApiError.OfType(spec.Type);

    public string Kind => Name;

    public int? AfterEvents => spec.AfterEvents;

    public bool IsBeforeLast => true;

    public string Says { get; } = $"The emulator sent an error event of type {spec.Type} after {spec.AfterEvents} events of the reply, as planned.";

    public async ValueTask<bool> Strike(Exchange exchange)
    {
        exchange.Writer.Write("event: error\ndata: "u8);
        exchange.Writer.Write(_error!.Json(exchange.RequestId));
        exchange.Writer.Write("\n\n"u8);
        await exchange.Writer.FlushAsync(exchange.ClientLeft);
        return false;
    }

    public async ValueTask Spoil(Exchange exchange, ReadOnlyMemory<byte> reply) => await exchange.Refuse(_error!);

    public static IEnumerable<Complaint> Check(ErrorEvent spec) =>
    [
        .. Bounds.Events(spec.AfterEvents),
        .. ApiError.OfType(spec.Type) is null ? new Complaint[] { new("type", $"Must be one of {string.Join(", ", ApiError.Types)}; it is '{spec.Type}'.") } : [],
    ];
}
