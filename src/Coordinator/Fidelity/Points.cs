namespace Lab.Coordinator.Fidelity;

/// <summary>What is compared, in the order in which a reader wants it.</summary>
internal static class Points
{
    public const string Requests = "Requests of the conversation";
    public const string Beside = "Requests beside it";
    public const string Connections = "Connections";
    public const string AtOnce = "Most requests at once";
    public const string Streamed = "Attempts with a stream";
    public const string Whole = "Attempts without a stream";
    public const string Waits = "Waits before further attempts (s)";
    public const string Text = "What the user reads";
    public const string FirstBody = "First request (bytes)";
    public const string SubagentBody = "A subagent's first request (bytes)";
    public const string Tools = "Tools offered";
    public const string MaxTokens = "max_tokens";
    public const string WholeMaxTokens = "max_tokens without a stream";
    public const string Model = "Model";
    public const string Beta = "anthropic-beta";
    public const string Headers = "Headers in their order";

    public static IReadOnlyList<string> All { get; } =
        [Requests, Beside, Connections, AtOnce, Streamed, Whole, Waits, Text, FirstBody, SubagentBody, Tools, MaxTokens, WholeMaxTokens, Model, Beta, Headers];
}
