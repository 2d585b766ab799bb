using System.Buffers;
using System.Text;
using Lab.ApiEmulator.Errors;
using Lab.ApiEmulator.Messages;

namespace Lab.ApiEmulator.Replies;

/// <summary>A reply in one piece of JSON, sent when a streamed one would have ended.</summary>
/// <remarks>It has no events: a fault after none of them strikes behind the headers, a fault after some strikes in the middle of the body.</remarks>
internal sealed class WholeReply(Exchange exchange)
{
    public async Task Send()
    {
        var shape = exchange.Plan.Script.Shape;
        var thinking = shape.Pace * Math.Max(0, shape.Events - 1);
        await exchange.Pace.Sleep(thinking, exchange.ClientLeft);

        var response = exchange.Http.Response;
        var body = Body();
        response.ContentType = "application/json";
        response.ContentLength = body.Length;

        var sent = 0;
        if (exchange.Fault is { AfterEvents: { } after })
        {
            await response.StartAsync(CancellationToken.None);
            sent = after == 0 ? 0 : body.Length / 2;
            await response.Body.WriteAsync(body[..sent], exchange.ClientLeft);
            await response.Body.FlushAsync(exchange.ClientLeft);
            if (!await exchange.Strike())
            {
                return;
            }
        }

        await response.Body.WriteAsync(body[sent..], exchange.ClientLeft);
    }

    private ReadOnlyMemory<byte> Body()
    {
        var tool = exchange.AsksForTool ? ReplyScript.ToolFor(exchange.Request.Tool) : [];
        var script = exchange.Plan.Script;
        var text = Encoding.ASCII.GetBytes(Filler.At(0, script.Shape.Events * script.Shape.EventBytes));

        var writer = new ArrayBufferWriter<byte>(text.Length + 1024);
        writer.Write("{\"model\":\""u8);
        writer.Write(exchange.Request.Model);
        writer.Write("\",\"id\":\"msg_01"u8);
        writer.WriteId(exchange.Ids);
        writer.Write("\",\"type\":\"message\",\"role\":\"assistant\",\"content\":["u8);
        WriteBlock(writer, exchange.Ids, tool, text);
        writer.Write("],\"stop_reason\":\""u8);
        writer.Write(ReplyFrames.StopReason(tool.Length > 0));
        writer.Write("\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":"u8);
        writer.WriteNumber(exchange.Request.InputTokens);
        writer.Write(",\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"cache_creation\":{\"ephemeral_5m_input_tokens\":0,\"ephemeral_1h_input_tokens\":0},\"output_tokens\":"u8);
        writer.WriteNumber(script.OutputTokens);
        writer.Write(",\"service_tier\":\"standard\"}}"u8);
        return writer.WrittenMemory;
    }

    private static void WriteBlock(ArrayBufferWriter<byte> writer, ApiIds ids, byte[] tool, byte[] text)
    {
        if (tool.Length == 0)
        {
            writer.Write("{\"type\":\"text\",\"text\":\""u8);
            writer.Write(text);
            writer.Write("\"}"u8);
            return;
        }

        writer.Write("{\"type\":\"tool_use\",\"id\":\"toolu_01"u8);
        writer.WriteId(ids);
        writer.Write("\",\"name\":\""u8);
        writer.Write(tool);
        writer.Write("\",\"input\":{"u8);
        if (text.Length > 0)
        {
            writer.Write(ReplyScript.IsShell(tool) ? "\"command\":\"true # "u8 : "\"input\":\""u8);
            writer.Write(text);
            writer.Write("\""u8);
        }

        writer.Write("}}"u8);
    }
}
