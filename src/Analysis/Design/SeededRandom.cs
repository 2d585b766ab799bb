using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Lab.Analysis.Design;

/// <summary>A stream of random numbers that a seed and labels name: the same in every process, on every platform and .NET version.</summary>
/// <remarks>
/// xoshiro256** (Blackman and Vigna, 2021), its 256 bits of state taken from the SHA-256 of the seed and the labels, so
/// that streams of different labels are unrelated and a stream never depends on what was drawn elsewhere.
/// Not for secrets, and not for two threads at once.
/// </remarks>
public sealed class SeededRandom
{
    private ulong _s0, _s1, _s2, _s3;

    private SeededRandom(ReadOnlySpan<ulong> state) => (_s0, _s1, _s2, _s3) = (state[0], state[1], state[2], state[3]);

    /// <summary>The stream of a seed and labels. Order and boundaries of the labels count: ("ab") is not ("a", "b").</summary>
    public static SeededRandom Of(long seed, params ReadOnlySpan<string> labels)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];

        BinaryPrimitives.WriteInt64LittleEndian(number, seed);
        hash.AppendData(number);

        foreach (var label in labels)
        {
            var text = Encoding.UTF8.GetBytes(label);
            BinaryPrimitives.WriteInt64LittleEndian(number, text.Length);
            hash.AppendData(number);
            hash.AppendData(text);
        }

        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);

        return new([Word(digest, 0), Word(digest, 1), Word(digest, 2), Word(digest, 3)]);
    }

    /// <summary>The generator in a given state, for known answers.</summary>
    internal static SeededRandom InState(ulong s0, ulong s1, ulong s2, ulong s3) => new([s0, s1, s2, s3]);

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var shifted = _s1 << 17;

        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);

        return result;
    }

    /// <summary>A number in [0, 1), of 53 bits.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>An integer in [0, <paramref name="bound"/>), each equally likely.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    public int NextBelow(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);

        // The remainder of 2^64 would make the first integers likelier: draw again where it begins.
        var limit = ulong.MaxValue - (ulong.MaxValue % (ulong)bound);
        ulong bits;
        do
        {
            bits = NextBits();
        }
        while (bits >= limit);

        return (int)(bits % (ulong)bound);
    }

    /// <summary>Puts items in random order, each of the n! orders equally likely (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = NextBelow(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    private static ulong Word(ReadOnlySpan<byte> digest, int index) => BinaryPrimitives.ReadUInt64LittleEndian(digest[(8 * index)..]);
}
