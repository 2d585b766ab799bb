using System.Buffers;

namespace Lab.LoadGenerator.Exchange;

/// <summary>A pooled buffer that fits the stream: small while it trickles, since a thousand waiting streams must not hold 32 KB each, and large while it rushes.</summary>
internal struct ReadBuffer
{
    private const int Small = 4 * 1024;
    private const int Large = 32 * 1024;

    public byte[] Bytes { get; private set; }

    public readonly bool IsLarge => Bytes.Length > Small;

    public void Rent(bool large) => Bytes = ArrayPool<byte>.Shared.Rent(large ? Large : Small);

    public void Return()
    {
        if (Bytes is not null)
        {
            ArrayPool<byte>.Shared.Return(Bytes);
            Bytes = null!;
        }
    }

    /// <summary>Changes its size by what the last read brought. Nothing in it is kept.</summary>
    public void Fit(int read)
    {
        if (read == Bytes.Length ? !IsLarge : IsLarge && read < Small / 8)
        {
            var large = !IsLarge;
            Return();
            Rent(large);
        }
    }

    /// <summary>Makes room behind what it has. False when it is as large as it gets.</summary>
    public bool Grow(int have)
    {
        if (IsLarge)
        {
            return false;
        }

        var small = Bytes;
        Rent(large: true);
        small.AsSpan(0, have).CopyTo(Bytes);
        ArrayPool<byte>.Shared.Return(small);
        return true;
    }
}
