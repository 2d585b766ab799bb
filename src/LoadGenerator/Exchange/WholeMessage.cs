using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Lab.LoadGenerator.Exchange;

/// <summary>A message in one piece of JSON: collected as it comes, read once it is there.</summary>
internal sealed class WholeMessage
{
    private const int MostBytes = 16 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private bool _isTooLarge;

    /// <summary>Bytes of text in the message, as they were sent.</summary>
    public int TextBytes { get; private set; }

    /// <summary>The tools that the message asks for.</summary>
    public IReadOnlyList<ToolUse> Tools { get; private set; } = [];

    /// <summary>What it says it used.</summary>
    public TokenUsage Usage { get; private set; }

    public void Take(ReadOnlySpan<byte> content)
    {
        _isTooLarge |= _bytes.WrittenCount + content.Length > MostBytes;
        if (!_isTooLarge)
        {
            _bytes.Write(content);
        }
    }

    /// <summary>Reads it. Null when it is a message, otherwise what is wrong with it.</summary>
    public string? Read()
    {
        if (_isTooLarge)
        {
            return $"The message is larger than {MostBytes} bytes.";
        }

        try
        {
            using var json = JsonDocument.Parse(_bytes.WrittenMemory);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("content", out var content) || content.ValueKind != JsonValueKind.Array)
            {
                return "The JSON is no message: it has no content.";
            }

            var tools = new List<ToolUse>();
            foreach (var block in content.EnumerateArray().Where(b => b.ValueKind == JsonValueKind.Object))
            {
                TextBytes += Raw(block, "type") == "text" ? Encoding.UTF8.GetByteCount(Raw(block, "text") ?? "") : 0;
                if (Raw(block, "type") == "tool_use")
                {
                    tools.Add(new ToolUse(Raw(block, "id") ?? "toolu_unnamed", Raw(block, "name") ?? "Bash"));
                }
            }

            Tools = tools;
            var usage = default(TokenUsage);
            usage.Read(_bytes.WrittenSpan, isFinal: true);
            Usage = usage;
            return null;
        }
        catch (JsonException exception)
        {
            return $"The body is no JSON: {exception.Message}";
        }
    }

    /// <summary>A text as it stands, escapes and all: it goes back as it came.</summary>
    private static string? Raw(JsonElement block, string name) =>
        block.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetRawText()[1..^1] : null;
}
