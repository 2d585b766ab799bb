namespace Lab.Contracts;

/// <summary>What a load-generator says of itself with its sign of life.</summary>
/// <param name="Name">The replica.</param>
/// <param name="HasAnthropicKey">Whether it was given a key for the real API; never the key.</param>
/// <param name="ClaudeVersion">The version of the <c>claude</c> command that it can run; null where there is none.</param>
public sealed record WorkerInfo(string Name, bool HasAnthropicKey, string? ClaudeVersion);
