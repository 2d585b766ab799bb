using Lab.VmController.Backends;

namespace Lab.Tests.VmController;

public sealed class HostMemoryTests
{
    [Fact]
    public void Reads_what_Linux_says()
    {
        var facts = HostMemory.ParseMeminfo("MemTotal:       24684032 kB\nMemFree:        100 kB\nMemAvailable:   20000000 kB\nHugePages_Total:       0\n");

        Assert.Equal((24684032L * 1024, 20000000L * 1024), (facts!.TotalBytes, facts.AvailableBytes));
    }

    [Fact]
    public void Reads_what_macOS_says()
    {
        const string vmStat = """
            Mach Virtual Memory Statistics: (page size of 16384 bytes)
            Pages free:                               10000.
            Pages active:                            500000.
            Pages inactive:                           20000.
            Pages speculative:                         3000.
            Pages throttled:                              0.
            Pages wired down:                        100000.
            Pages purgeable:                            400.
            "Translation faults":                 123456789.
            File-backed pages:                       200000.
            """;

        var facts = HostMemory.ParseMac(vmStat, "34359738368\n");

        Assert.Equal((34359738368L, 33400L * 16384), (facts!.TotalBytes, facts.AvailableBytes));
    }

    [Theory]
    [InlineData("", "1")]
    [InlineData("page size of 16384 bytes", "1")]
    [InlineData("Mach: (page size of 16384 bytes)\nPages free: 1.\n", "unknown")]
    public void Says_nothing_where_it_can_read_nothing(string vmStat, string size) => Assert.Null(HostMemory.ParseMac(vmStat, size));

    [Fact]
    public void A_Linux_without_what_is_available_says_nothing() => Assert.Null(HostMemory.ParseMeminfo("MemTotal: 1 kB\n"));
}
