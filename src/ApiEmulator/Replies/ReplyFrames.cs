using System.Buffers;
using Lab.ApiEmulator.Errors;
using Lab.ApiEmulator.Messages;

namespace Lab.ApiEmulator.Replies;

/// <summary>The events around the deltas.</summary>
internal static class ReplyFrames
{
    public static void MessageStart(IBufferWriter<byte> writer, Exchange exchange)
    {
        writer.Write("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"model\":\""u8);
        writer.Write(exchange.Request.Model);
        writer.Write("\",\"id\":\"msg_01"u8);
        writer.WriteId(exchange.Ids);
        writer.Write("\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":"u8);
        writer.WriteNumber(exchange.Request.InputTokens);
        writer.Write(",\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"cache_creation\":{\"ephemeral_5m_input_tokens\":0,\"ephemeral_1h_input_tokens\":0},\"output_tokens\":1,\"service_tier\":\"standard\"}}}\n\n"u8);
    }

    /// <summary>Opens a block of the reply: words, or the use of a tool.</summary>
    public static void BlockStart(IBufferWriter<byte> writer, ApiIds ids, int index, ReadOnlySpan<byte> tool)
    {
        writer.Write("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":"u8);
        writer.WriteNumber(index);
        writer.Write(",\"content_block\":"u8);
        if (tool.IsEmpty)
        {
            writer.Write("{\"type\":\"text\",\"text\":\"\"}}\n\n"u8);
            return;
        }

        writer.Write("{\"type\":\"tool_use\",\"id\":\"toolu_01"u8);
        writer.WriteId(ids);
        writer.Write("\",\"name\":\""u8);
        writer.Write(tool);
        writer.Write("\",\"input\":{}}}\n\n"u8);
    }

    public static void Ping(IBufferWriter<byte> writer) => writer.Write("event: ping\ndata: {\"type\": \"ping\"}\n\n"u8);

    public static void BlockStop(IBufferWriter<byte> writer, int index)
    {
        writer.Write("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":"u8);
        writer.WriteNumber(index);
        writer.Write("}\n\n"u8);
    }

    public static void MessageDelta(IBufferWriter<byte> writer, Exchange exchange, bool usesTool)
    {
        writer.Write("event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\""u8);
        writer.Write(StopReason(usesTool));
        writer.Write("\",\"stop_sequence\":null},\"usage\":{\"input_tokens\":"u8);
        writer.WriteNumber(exchange.Request.InputTokens);
        writer.Write(",\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":"u8);
        writer.WriteNumber(exchange.Plan.Script.OutputTokens);
        writer.Write("}}\n\n"u8);
    }

    public static void MessageStop(IBufferWriter<byte> writer) => writer.Write("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"u8);

    public static ReadOnlySpan<byte> StopReason(bool usesTool) => usesTool ? "tool_use"u8 : "end_turn"u8;
}
