using System.Buffers;
using Lab.ApiEmulator.Messages;
using Lab.ApiEmulator.Plans;
using Lab.Contracts;

namespace Lab.ApiEmulator.Faults;

/// <summary>An event whose data is no JSON, and behind it the stream's end, in order; a reply in one piece has the same in its middle.</summary>
internal sealed class MalformedStreamFault(MalformedStream spec) : ISpoilsReply
{
    public const string Name = "malformed-stream";

    public string Kind => Name;

    public int? AfterEvents => spec.AfterEvents;

    public bool IsBeforeLast => true;

    public string Says { get; } = $"The emulator sent an event that is no JSON after {spec.AfterEvents} events of the reply, as planned.";

    private static ReadOnlySpan<byte> NoJson => "\"type\":\"content_block_delta\",\"index\":0,,\"delta\":<"u8;

    public async ValueTask<bool> Strike(Exchange exchange)
    {
        exchange.Writer.Write("event: content_block_delta\ndata: "u8);
        exchange.Writer.Write(NoJson);
        exchange.Writer.Write("\n\n"u8);
        await exchange.Writer.FlushAsync(exchange.ClientLeft);
        return false;
    }

    public ValueTask Spoil(Exchange exchange, ReadOnlyMemory<byte> reply)
    {
        var half = reply.Length / 2;
        byte[] spoilt = [.. reply.Span[..half], .. NoJson, .. reply.Span[half..]];
        return exchange.SendBody(StatusCodes.Status200OK, "application/json", spoilt, spoilt.Length);
    }

    public static IEnumerable<Complaint> Check(MalformedStream spec) => Bounds.Events(spec.AfterEvents);
}
