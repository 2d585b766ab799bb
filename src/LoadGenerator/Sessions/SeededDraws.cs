using System.Buffers.Binary;

namespace Lab.LoadGenerator.Sessions;

/// <summary>A generator (SplitMix64) whose draws are the same on every platform and in every version of .NET.</summary>
internal sealed class SeededDraws(long seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong _state = Mix((ulong)seed);

    /// <summary>A generator of its own for a part of the work, however the other parts go.</summary>
    public static SeededDraws For(long seed, int part) => new(unchecked((long)(Mix((ulong)seed) + (((ulong)part + 1) * Golden))));

    /// <summary>Evenly in 0..1, without 1.</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A generator of its own for something that goes on beside: what it draws does not shift what is drawn here.</summary>
    public SeededDraws Fork() => new(unchecked((long)Next()));

    /// <summary>A version 4 UUID.</summary>
    public Guid Uuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Next());
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Next());
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Evenly in 0..<paramref name="count"/> − 1.</summary>
    public int Below(int count) => (int)(Share() * count);

    private ulong Next() => Mix(_state += Golden);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
