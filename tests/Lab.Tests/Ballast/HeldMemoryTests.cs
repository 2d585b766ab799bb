using System.IO.Compression;
using System.Runtime.InteropServices;
using Lab.Ballast;

namespace Lab.Tests.Ballast;

public sealed class HeldMemoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData((64 << 20) + 5)]
    [InlineData(130 << 20)]
    public void All_of_it_is_resident_once_it_is_filled(long bytes)
    {
        using var memory = new HeldMemory(bytes);
        memory.Touch(CancellationToken.None);
        var residency = new Residency(memory);
        Assert.Equal(0, residency.Bytes);

        residency.LookAtAll();
        Assert.Equal(bytes, residency.Bytes);
        residency.Round();
        Assert.Equal(bytes, residency.Bytes);
    }

    [Fact]
    public void What_was_given_back_to_the_system_is_seen_missing_and_its_next_sighting_follows_the_walk()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "MADV_DONTNEED takes pages away at once on Linux only.");
        using var memory = new HeldMemory(64 << 20);
        memory.Touch(CancellationToken.None);
        var residency = new Residency(memory);
        Assert.Equal(0, GiveBack(memory.Start, 32 << 20, 4));

        residency.Round();
        Assert.InRange(residency.Bytes, 31L << 20, 33L << 20);
    }

    [Fact]
    public void Its_pages_cannot_be_compressed_and_no_two_are_alike()
    {
        const int page = 4096;
        using var memory = new HeldMemory(4 << 20);
        memory.Touch(CancellationToken.None);
        var bytes = new byte[4 << 20];
        Marshal.Copy(memory.Start, bytes, 0, bytes.Length);

        using var compressed = new MemoryStream();
        using (var stream = new DeflateStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(bytes.AsSpan(0, 16 * page));
        }

        Assert.True(compressed.Length > 15 * page);
        Assert.Equal(bytes.Length / page, Enumerable.Range(0, bytes.Length / page).Select(i => Convert.ToHexString(bytes.AsSpan(i * page, page))).Distinct().Count());
    }

    [Fact]
    public void Nothing_is_no_fault()
    {
        using var memory = new HeldMemory(0);
        memory.Touch(CancellationToken.None);
        var residency = new Residency(memory);

        residency.LookAtAll();
        residency.Round();

        Assert.Equal(0, residency.Bytes);
    }

    [DllImport("libc", EntryPoint = "madvise")]
    private static extern int GiveBack(nint start, nint length, int advice);
}
