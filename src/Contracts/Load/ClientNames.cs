namespace Lab.Contracts;

/// <summary>The clients that sessions can imitate: names of profiles.</summary>
public static class ClientNames
{
    /// <summary>One request at a time without a client's habits: no retries, no requests beside the conversation.</summary>
    public const string Bare = "bare";

    /// <summary>Claude Code 2.x.</summary>
    public const string ClaudeCode2 = "claude-code-2";

    /// <summary>Claude Code 1.0.x.</summary>
    public const string ClaudeCode1 = "claude-code-1";

    /// <summary>A program on Anthropic's TypeScript SDK.</summary>
    public const string TypeScriptSdk = "typescript-sdk";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Bare, ClaudeCode2, ClaudeCode1, TypeScriptSdk];
}
