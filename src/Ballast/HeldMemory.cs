using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Lab.Ballast;

/// <summary>Memory that is really taken from the host: outside the collected heap, every page written.</summary>
/// <param name="bytes">How much, 0 or more.</param>
public sealed unsafe class HeldMemory(long bytes) : IDisposable
{
    private const int BlockSize = 1 << 20;
    private const int PageSize = 4096;

    private byte* _start;

    /// <summary>How much, in bytes.</summary>
    public long Bytes => bytes;

    /// <summary>Where it begins, on a page's border; 0 before it is taken.</summary>
    internal nint Start => (nint)_start;

    /// <summary>Takes and fills it.</summary>
    /// <exception cref="OutOfMemoryException">The host does not give it.</exception>
    /// <exception cref="OperationCanceledException">It was stopped meanwhile.</exception>
    public void Touch(CancellationToken stopped)
    {
        _start = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, (nuint)Environment.SystemPageSize);

        // Random, and no two pages alike: the compressors of macOS and zram would make next to nothing of equal or empty ones.
        var block = RandomNumberGenerator.GetBytes(BlockSize);
        for (long at = 0; at < bytes; at += BlockSize)
        {
            stopped.ThrowIfCancellationRequested();
            var part = new Span<byte>(_start + at, (int)Math.Min(BlockSize, bytes - at));
            for (var page = 0; page + sizeof(long) <= block.Length; page += PageSize)
            {
                BinaryPrimitives.WriteInt64LittleEndian(block.AsSpan(page), at + page);
            }

            block.AsSpan(0, part.Length).CopyTo(part);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        NativeMemory.AlignedFree(_start);
        _start = null;
    }
}
