using System.Globalization;
using Lab.Probe;
using Lab.Tests.Probe.Support;

namespace Lab.Tests.Probe.Probes;

/// <summary>Runs apart from all other tests, since it counts what the whole process holds.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class LeakTests
{
    [Fact]
    public async Task Two_hundred_rounds_leave_no_sockets_and_no_files_behind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Open files are counted in /proc.");
        using var bench = new Bench(options: new ProbeOptions { Timeout = TimeSpan.FromMilliseconds(200) });
        await using var answering = Peer.Answering("HTTP/1.1 200 OK\r\n\r\n");
        await using var resetting = Peer.Resetting();
        await using var silent = Peer.Silent();
        Uri[] targets = [answering.Url(), resetting.Url("https"), answering.Url(host: "localhost")];

        await bench.Round.Look(silent.Url(), TestContext.Current.CancellationToken);
        await Round(bench, targets);
        var before = OpenFiles();
        for (var i = 0; i < 66; i++)
        {
            await Round(bench, targets);
        }

        await bench.Round.Look(silent.Url("https"), TestContext.Current.CancellationToken);
        await bench.Round.Look(silent.Url(), TestContext.Current.CancellationToken);

        // The peers' own ends close a moment later.
        await Eventually.Holds(() => OpenFiles() <= before + 3, "as many files are open as before");

        // Other programs of this machine may have used one of the port numbers; rounds that left connections behind would have left hundreds.
        Assert.InRange(TimeWaits().Count(port => port == answering.Port || port == resetting.Port || port == silent.Port), 0, 10);
    }

    private static async Task Round(Bench bench, Uri[] targets)
    {
        foreach (var target in targets)
        {
            await bench.Round.Look(target, TestContext.Current.CancellationToken);
        }
    }

    private static int OpenFiles() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    /// <summary>Ports of both ends of every connection in TIME_WAIT.</summary>
    private static IEnumerable<int> TimeWaits() => File.ReadLines("/proc/net/tcp").Skip(1)
        .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(w => w[3] == "06")
        .SelectMany(w => new[] { w[1], w[2] })
        .Select(end => int.Parse(end.Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
