namespace Lab.LoadGenerator.Profiles;

/// <summary>What the bodies of all sessions have in common, around each session's messages.</summary>
/// <param name="Before">Up to the first message's text.</param>
/// <param name="PromptBytes">Bytes of text in the first message.</param>
/// <param name="AfterPrompt">The end of the first message.</param>
/// <param name="AfterMessages">From the end of the messages up to the session's id.</param>
/// <param name="End">From the session's id to the end.</param>
internal sealed record BodyFrame(ReadOnlyMemory<byte> Before, int PromptBytes, ReadOnlyMemory<byte> AfterPrompt, ReadOnlyMemory<byte> AfterMessages, ReadOnlyMemory<byte> End);
