namespace Lab.LoadGenerator.Sessions;

/// <summary>A conversation's history with the question to sum it up behind it.</summary>
internal sealed class CompactionBody(Conversation conversation) : IBody
{
    private static readonly ReadOnlyMemory<byte> Question =
        ",{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Sum up what was done so far, so that the work can go on from the summary alone.\"}]}"u8.ToArray();

    public int Length(bool isWhole) => conversation.Length(isWhole) + Question.Length;

    public IReadOnlyList<ReadOnlyMemory<byte>> Pieces(bool isWhole)
    {
        var pieces = conversation.Pieces(isWhole).ToList();
        pieces.Insert(pieces.Count - conversation.EndingPieces, Question);
        return pieces;
    }
}
