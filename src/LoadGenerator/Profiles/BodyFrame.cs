namespace Lab.LoadGenerator.Profiles;

/// <summary>What the bodies of all sessions have in common, around each session's messages.</summary>
/// <param name="Before">Up to the first message's text.</param>
/// <param name="PromptBytes">Bytes of text in the first message.</param>
/// <param name="AfterPrompt">The end of the first message.</param>
/// <param name="AfterMessages">From the end of the messages up to the session's id.</param>
/// <param name="End">From the session's id to the end.</param>
internal sealed record BodyFrame(ReadOnlyMemory<byte> Before, int PromptBytes, ReadOnlyMemory<byte> AfterPrompt, ReadOnlyMemory<byte> AfterMessages, ReadOnlyMemory<byte> End)
{
    /// <summary>The end where the reply is asked for in one piece; the same where the client has no such request.</summary>
    public ReadOnlyMemory<byte> WholeEnd { get; init; } = End;

    /// <summary>Whether the session's id stands in the body at all.</summary>
    public bool NamesSession { get; init; } = true;

    /// <summary>Growth in the first turn, where that is known and more than the workload's.</summary>
    public int FirstTurnBytes { get; init; }
}
