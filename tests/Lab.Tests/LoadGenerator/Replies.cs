using System.Text;

namespace Lab.Tests.LoadGenerator;

/// <summary>Responses of the Messages API as bytes.</summary>
internal static class Replies
{
    public const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nrequest-id: req_1\r\nTransfer-Encoding: chunked\r\n\r\n";

    public const string End = "0\r\n\r\n";

    public static string Event(string type, string json) => $"event: {type}\ndata: {json}\n\n";

    public static string Chunk(string text) => $"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n";

    public static string[] Events(int deltas, string? tool = null)
    {
        var events = new List<string>
        {
            Event("message_start", """{"type":"message_start","message":{"id":"msg_1","role":"assistant","content":[]}}"""),
            Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
            Event("ping", """{"type":"ping"}"""),
        };
        for (var index = 0; index < deltas; index++)
        {
            events.Add(Event("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"0123456789"}}"""));
        }

        events.Add(Event("content_block_stop", """{"type":"content_block_stop","index":0}"""));
        if (tool is not null)
        {
            events.Add(Event("content_block_start", $$$$"""{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"{{{{tool}}}}","name":"Bash","input":{}}}"""));
            events.Add(Event("content_block_delta", """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":""}}"""));
            events.Add(Event("content_block_stop", """{"type":"content_block_stop","index":1}"""));
        }

        events.Add(Event("message_delta", $$$"""{"type":"message_delta","delta":{"stop_reason":"{{{(tool is null ? "end_turn" : "tool_use")}}}"}}"""));
        events.Add(Event("message_stop", """{"type":"message_stop"}"""));
        return [.. events];
    }

    /// <summary>A whole streamed reply.</summary>
    public static byte[] Stream(int deltas = 3, string? tool = null) =>
        Encoding.UTF8.GetBytes(Head + string.Concat(Events(deltas, tool).Select(Chunk)) + End);

    /// <summary>A whole streamed reply that asks for tools and says nothing.</summary>
    public static byte[] Asking(params IReadOnlyList<(string Id, string Name)> tools)
    {
        var events = new List<string> { Event("message_start", """{"type":"message_start","message":{"id":"msg_1","role":"assistant","content":[]}}""") };
        for (var index = 0; index < tools.Count; index++)
        {
            events.Add(Event("content_block_start", $$$$"""{"type":"content_block_start","index":{{{{index}}}},"content_block":{"type":"tool_use","id":"{{{{tools[index].Id}}}}","name":"{{{{tools[index].Name}}}}","input":{}}}"""));
            events.Add(Event("content_block_stop", $$$"""{"type":"content_block_stop","index":{{{index}}}}"""));
        }

        events.Add(Event("message_delta", """{"type":"message_delta","delta":{"stop_reason":"tool_use"}}"""));
        events.Add(Event("message_stop", """{"type":"message_stop"}"""));
        return Encoding.UTF8.GetBytes(Head + string.Concat(events.Select(Chunk)) + End);
    }

    /// <summary>A message in one piece.</summary>
    public static byte[] Whole(string text, string? tool = null) => Status(200, $$$$"""
        {"id":"msg_1","type":"message","role":"assistant","content":[{"type":"text","text":"{{{{text}}}}"}{{{{(tool is null ? "" : $$$"""
        ,{"type":"tool_use","id":"{{{tool}}}","name":"Bash","input":{}}
        """)}}}}],"stop_reason":"end_turn"}
        """);

    public static byte[] Status(int status, string body, string headers = "") =>
        Encoding.UTF8.GetBytes($"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    public static byte[] Error(int status, string type) => Status(status, $$$"""{"type":"error","error":{"type":"{{{type}}}","message":"No."}}""");
}
