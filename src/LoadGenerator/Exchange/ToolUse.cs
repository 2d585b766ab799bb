namespace Lab.LoadGenerator.Exchange;

/// <summary>A tool that the model asked for.</summary>
/// <param name="Id">What the result refers to.</param>
/// <param name="Name">The tool.</param>
internal sealed record ToolUse(string Id, string Name);
