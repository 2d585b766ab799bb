using System.Text;

namespace Lab.LoadGenerator.Sessions;

/// <summary>A body that is always the same; empty for none.</summary>
internal sealed class FixedBody(string text) : IBody
{
    private readonly ReadOnlyMemory<byte>[] _pieces = text.Length == 0 ? [] : [Encoding.UTF8.GetBytes(text)];

    public int Length(bool isWhole) => _pieces.Sum(p => p.Length);

    public IReadOnlyList<ReadOnlyMemory<byte>> Pieces(bool isWhole) => _pieces;
}
