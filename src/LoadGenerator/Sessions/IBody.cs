namespace Lab.LoadGenerator.Sessions;

/// <summary>What a request carries, as pieces that it mostly shares with others.</summary>
internal interface IBody
{
    /// <summary>Its bytes.</summary>
    /// <param name="isWhole">Whether the reply is asked for in one piece.</param>
    int Length(bool isWhole);

    /// <summary>Its pieces, valid until the next ones are asked for.</summary>
    IReadOnlyList<ReadOnlyMemory<byte>> Pieces(bool isWhole);
}
