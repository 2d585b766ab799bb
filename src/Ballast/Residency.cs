using System.Runtime.InteropServices;

namespace Lab.Ballast;

/// <summary>How much of held memory is in the host's memory and not in its swap, and a slow walk over it that keeps it there.</summary>
/// <remarks>Each round looks at and walks over so much only: what holds memory must not cost processor time that nobody asked for.</remarks>
internal sealed unsafe partial class Residency(HeldMemory memory)
{
    private const long ChunkBytes = 64L << 20;
    private const int ChunksLookedAt = 128;
    private const int ChunksWalked = 2;

    private readonly long[] _resident = new long[(memory.Bytes + ChunkBytes - 1) / ChunkBytes];
    private readonly byte[] _pages = new byte[ChunkBytes / Environment.SystemPageSize];
    private int _look;
    private int _walk;

    /// <summary>Bytes that were resident when they were last looked at.</summary>
    public long Bytes => _resident.Sum();

    /// <summary>Looks at all of it.</summary>
    public void LookAtAll()
    {
        for (var chunk = 0; chunk < _resident.Length; chunk++)
        {
            Look(chunk);
        }
    }

    /// <summary>Looks at the next 8 GiB and reads the next pages.</summary>
    public void Round()
    {
        for (var i = 0; i < Math.Min(ChunksLookedAt, _resident.Length); i++)
        {
            Look(_look);
            _look = (_look + 1) % _resident.Length;
        }

        for (var i = 0; i < Math.Min(ChunksWalked, _resident.Length); i++)
        {
            // What the walk brings back from the swap must have been seen missing.
            Look(_walk);
            Walk(_walk);
            _walk = (_walk + 1) % _resident.Length;
        }
    }

    private void Look(int chunk)
    {
        var (at, length) = Part(chunk);
        fixed (byte* pages = _pages)
        {
            if (InCore((byte*)memory.Start + at, (nuint)length, pages) != 0)
            {
                throw new IOException($"The system does not say how much memory is resident: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
            }
        }

        var count = (int)((length + Environment.SystemPageSize - 1) / Environment.SystemPageSize);
        long resident = 0;
        foreach (var page in _pages.AsSpan(0, count))
        {
            resident += page & 1;
        }

        _resident[chunk] = Math.Min(length, resident * Environment.SystemPageSize);
    }

    private void Walk(int chunk)
    {
        var (at, length) = Part(chunk);
        for (long page = 0; page < length; page += Environment.SystemPageSize)
        {
            _ = Volatile.Read(ref ((byte*)memory.Start)[at + page]);
        }
    }

    private (long At, long Length) Part(int chunk) => (chunk * ChunkBytes, Math.Min(ChunkBytes, memory.Bytes - (chunk * ChunkBytes)));

    [LibraryImport("libc", EntryPoint = "mincore", SetLastError = true)]
    private static partial int InCore(byte* start, nuint length, byte* pages);
}
