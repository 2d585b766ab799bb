namespace Lab.ApiEmulator.Messages;

/// <summary>What a reply depends on in a request for a message.</summary>
internal sealed record MessageRequest
{
    /// <summary>The model's name as the JSON writes it, escapes included.</summary>
    public required byte[] Model { get; init; }

    /// <summary>The tool that a reply would use, as the JSON writes it; empty where the request offers none that it could.</summary>
    public required byte[] Tool { get; init; }

    /// <summary>The tool that starts subagents; empty where the request does not offer it.</summary>
    public required byte[] SubagentTool { get; init; }

    /// <summary>Whether it says itself that a subagent makes it: claude-code 2 lets its subagents start others, so that the tool alone tells nothing.</summary>
    public bool IsMarkedSubagent { get; init; }

    /// <summary>Whether a subagent makes it.</summary>
    public bool IsSubagent => IsMarkedSubagent || SubagentTool.Length == 0;

    /// <summary>Tools offered.</summary>
    public required int Tools { get; init; }

    /// <summary>The longest reply; null where it does not say.</summary>
    public required int? MaxTokens { get; init; }

    /// <summary>Whether the reply is to be streamed.</summary>
    public required bool Stream { get; init; }

    /// <summary>Replies in the conversation.</summary>
    public required int Replies { get; init; }

    /// <summary>Replies since the last prompt whose tools' results are there, however many tools each used.</summary>
    public required int ToolRounds { get; init; }

    /// <summary>The body's size.</summary>
    public required int Bytes { get; init; }

    /// <summary>About four bytes of a body make a token.</summary>
    public int InputTokens => Math.Max(1, Bytes / 4);
}

/// <summary>The body is not what the API takes; the message names the field and the rule.</summary>
internal sealed class InvalidRequestException(string message) : Exception(message);
