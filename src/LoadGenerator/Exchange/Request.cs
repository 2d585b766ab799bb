namespace Lab.LoadGenerator.Exchange;

/// <summary>A request as it goes out: its header, and the pieces of its body, most of which it shares with others.</summary>
/// <param name="Head">The header up to and with its empty line.</param>
/// <param name="Body">The body's pieces in order.</param>
internal readonly record struct Request(ReadOnlyMemory<byte> Head, IReadOnlyList<ReadOnlyMemory<byte>> Body);
