using System.Buffers;
using System.Text;
using Lab.ApiEmulator.Faults;
using Lab.ApiEmulator.Messages;

namespace Lab.ApiEmulator.Replies;

/// <summary>A reply in one piece of JSON, sent when a streamed one would have ended.</summary>
/// <remarks>It has no events: a fault after none of them strikes behind the headers, a fault after some strikes in the middle of the body, and a fault of the events themselves makes something else of the body.</remarks>
internal sealed class WholeReply(Exchange exchange)
{
    private const string Json = "application/json";

    public async Task Send()
    {
        var shape = exchange.Plan.Script.Shape;
        var thinking = shape.Pace * Math.Max(0, shape.Events - 1);
        await exchange.Pace.Sleep(thinking, exchange.ClientLeft);

        var body = Body();
        var fault = exchange.Fault is { SparesWhole: true } ? null : exchange.Fault;
        if (fault is ISpoilsReply)
        {
            await exchange.Spoil(body);
            return;
        }

        var sent = 0;
        if (fault is { AfterEvents: { } after })
        {
            sent = after == 0 ? 0 : body.Length / 2;
            await exchange.SendBody(StatusCodes.Status200OK, Json, body[..sent], length: body.Length);
            if (!await exchange.Strike())
            {
                return;
            }
        }

        await exchange.SendBody(StatusCodes.Status200OK, Json, body[sent..], length: body.Length);
    }

    private ReadOnlyMemory<byte> Body()
    {
        var script = exchange.Plan.Script;
        var (content, tool) = script.For(exchange.Request);

        var writer = new ArrayBufferWriter<byte>((script.Shape.Events * script.Shape.EventBytes) + 1024);
        writer.Write("{\"model\":\""u8);
        writer.Write(exchange.Request.Model);
        writer.Write("\",\"id\":\"msg_01"u8);
        writer.WriteId(exchange.Ids);
        writer.Write("\",\"type\":\"message\",\"role\":\"assistant\",\"content\":["u8);
        for (var block = 0; block < content.Blocks.Count; block++)
        {
            writer.Write(block == 0 ? ""u8 : ","u8);
            WriteBlock(writer, tool, content.Input, content.TextOf(block));
        }

        writer.Write("],\"stop_reason\":\""u8);
        writer.Write(ReplyFrames.StopReason(tool.Length > 0));
        writer.Write("\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":"u8);
        writer.WriteNumber(exchange.Request.InputTokens);
        writer.Write(",\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"cache_creation\":{\"ephemeral_5m_input_tokens\":0,\"ephemeral_1h_input_tokens\":0},\"output_tokens\":"u8);
        writer.WriteNumber(script.OutputTokens);
        writer.Write(",\"service_tier\":\"standard\"}}"u8);
        return writer.WrittenMemory;
    }

    private void WriteBlock(ArrayBufferWriter<byte> writer, byte[] tool, ToolInput? input, string text)
    {
        if (input is null)
        {
            writer.Write("{\"type\":\"text\",\"text\":\""u8);
            Encoding.ASCII.GetBytes(text, writer);
            writer.Write("\"}"u8);
            return;
        }

        writer.Write("{\"type\":\"tool_use\",\"id\":\"toolu_01"u8);
        writer.WriteId(exchange.Ids);
        writer.Write("\",\"name\":\""u8);
        writer.Write(tool);
        writer.Write("\",\"input\":"u8);
        Encoding.ASCII.GetBytes(input.Opening + text + ToolInput.Closing, writer);
        writer.Write("}"u8);
    }
}
