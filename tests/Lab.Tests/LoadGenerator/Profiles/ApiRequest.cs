using System.Text;
using System.Text.Json;

namespace Lab.Tests.LoadGenerator.Profiles;

/// <summary>A request as a server saw it, taken apart.</summary>
internal sealed record ApiRequest(string Raw, int Connection)
{
    /// <summary>When it had come, since some moment.</summary>
    public TimeSpan At { get; } = TimeProvider.System.GetElapsedTime(0);

    public string Line => Raw[..Raw.IndexOf("\r\n", StringComparison.Ordinal)];

    public string Method => Line.Split(' ')[0];

    public string Path => Line.Split(' ')[1].Split('?')[0];

    public bool IsMessage => Path == "/v1/messages";

    public IReadOnlyList<KeyValuePair<string, string>> Headers =>
        [.. Raw.Split("\r\n\r\n")[0].Split("\r\n")[1..].Select(l => l.Split(": ", 2)).Select(p => KeyValuePair.Create(p[0], p[1]))];

    public string Body => Raw[(Raw.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];

    public int Bytes => Encoding.Latin1.GetByteCount(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string Model => Json.GetProperty("model").GetString()!;

    public bool IsSmall => IsMessage && Model.Contains("haiku", StringComparison.Ordinal);

    public bool IsStream => Json.TryGetProperty("stream", out var stream) && stream.GetBoolean();

    public IReadOnlyList<string?> Tools => Json.TryGetProperty("tools", out var tools) ? [.. tools.EnumerateArray().Select(t => t.GetProperty("name").GetString())] : [];

    public int ToolBytes => Encoding.UTF8.GetByteCount(Json.GetProperty("tools").GetRawText());

    /// <summary>Replies that the conversation holds.</summary>
    public int Replies => Json.GetProperty("messages").EnumerateArray().Count(m => m.GetProperty("role").GetString() == "assistant");

    public bool IsSubagent => IsMessage && !IsSmall && (Header("x-claude-code-agent-id") is not null || !Tools.Any(t => t is "Task" or "Agent"));

    /// <summary>A header's value; null where it has none of the name.</summary>
    public string? Header(string name) => Headers.FirstOrDefault(h => h.Key == name).Value;
}
