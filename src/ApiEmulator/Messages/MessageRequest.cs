namespace Lab.ApiEmulator.Messages;

/// <summary>What a reply depends on in a request for a message.</summary>
/// <param name="Model">The model's name as the JSON writes it, escapes included.</param>
/// <param name="Tool">The tool that a reply would use, as the JSON writes it; empty where the request offers none.</param>
/// <param name="Stream">Whether the reply is to be streamed.</param>
/// <param name="ToolResults">Tool results in the conversation since the last prompt.</param>
/// <param name="Bytes">The body's size.</param>
internal sealed record MessageRequest(byte[] Model, byte[] Tool, bool Stream, int ToolResults, int Bytes)
{
    /// <summary>About four bytes of a body make a token.</summary>
    public int InputTokens => Math.Max(1, Bytes / 4);
}

/// <summary>The body is not what the API takes; the message names the field and the rule.</summary>
internal sealed class InvalidRequestException(string message) : Exception(message);
