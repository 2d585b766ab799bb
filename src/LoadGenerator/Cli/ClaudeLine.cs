using System.Text.Json;

namespace Lab.LoadGenerator.Cli;

/// <summary>A line of the command's <c>stream-json</c>, as far as it says something about requests. What is new or odd in it is passed over.</summary>
internal abstract record ClaudeLine
{
    /// <summary>The session begins.</summary>
    public sealed record Begins(string SessionId, string? Version) : ClaudeLine;

    /// <summary>An attempt failed, and another follows. 1.0 does not tell.</summary>
    public sealed record TriesAgain(int Attempt, TimeSpan Wait, int? Status, string? Error) : ClaudeLine;

    /// <summary>A part of the model's answer; the parts of one answer share its id.</summary>
    /// <param name="MessageId">The answer.</param>
    /// <param name="Parent">The tool use whose subagent gets it; null for the session itself.</param>
    /// <param name="RequestId">As the API names the request; null where the command does not tell.</param>
    /// <param name="Starts">The tool uses that start subagents.</param>
    public sealed record Answers(string MessageId, string? Parent, string? RequestId, IReadOnlyList<string> Starts) : ClaudeLine;

    /// <summary>What it prints itself where an answer should be: an error.</summary>
    public sealed record Prints(string Text, string? Parent) : ClaudeLine;

    /// <summary>A tool's result, or a subagent's prompt: the next request of that conversation follows.</summary>
    /// <param name="Parent">The tool use whose subagent it is; null for the session itself.</param>
    /// <param name="Results">The tool uses whose results these are.</param>
    public sealed record Goes(string? Parent, IReadOnlyList<string> Results) : ClaudeLine;

    /// <summary>The end.</summary>
    public sealed record Ends(bool IsError, string? Text, int? Status, string? Subtype) : ClaudeLine;

    /// <summary>Not of that format: a complaint.</summary>
    public sealed record Says(string Text) : ClaudeLine;

    /// <summary>Reads a line; null where it says nothing about requests.</summary>
    public static ClaudeLine? Read(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : new Says(line);
        }
        catch (JsonException)
        {
            return new Says(line);
        }
    }

    private static ClaudeLine? Read(JsonElement line) => Field(line, "type") switch
    {
        "system" when Field(line, "subtype") == "init" => new Begins(Field(line, "session_id") ?? "", Field(line, "claude_code_version")),
        "system" when Field(line, "subtype") == "api_retry" => new TriesAgain(Number(line, "attempt") ?? 0, TimeSpan.FromMilliseconds(Number(line, "retry_delay_ms") ?? 0), Number(line, "error_status"), Field(line, "error")),
        "assistant" => Assistant(line),
        "user" => new Goes(Field(line, "parent_tool_use_id"), [.. Blocks(line.TryGetProperty("message", out var message) ? message : default).Select(b => Field(b, "tool_use_id")).OfType<string>()]),
        "result" => new Ends(line.TryGetProperty("is_error", out var error) && error.ValueKind == JsonValueKind.True, Field(line, "result"), Number(line, "api_error_status"), Field(line, "subtype")),
        _ => null,
    };

    private static ClaudeLine? Assistant(JsonElement line)
    {
        if (!line.TryGetProperty("message", out var message) || message.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var parent = Field(line, "parent_tool_use_id");
        return Field(message, "model") == "<synthetic>"
            ? new Prints(Written(message), parent)
            : Field(message, "id") is { } id ? new Answers(id, parent, Field(line, "request_id"), [.. Blocks(message).Where(b => Field(b, "name") is "Task" or "Agent").Select(b => Field(b, "id")).OfType<string>()]) : null;
    }

    private static string Written(JsonElement message) => string.Concat(Blocks(message).Select(b => Field(b, "text")));

    private static IEnumerable<JsonElement> Blocks(JsonElement message) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Array
            ? content.EnumerateArray().Where(b => b.ValueKind == JsonValueKind.Object)
            : [];

    private static string? Field(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? (int)Math.Round(number) : null;
}
