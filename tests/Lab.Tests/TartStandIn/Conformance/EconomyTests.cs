using System.Globalization;
using Lab.Shell;

namespace Lab.Tests.TartStandIn.Conformance;

/// <summary>What calls cost and what they leave behind.</summary>
public sealed class EconomyTests
{
    private const int Calls = 200;

    private static readonly string[] Quick =
    [
        "list --format json", "get a", "set a --cpu 2", "clone a b", "delete b", "run missing", "stop a", "exec a true", "get missing", "run a --net-host --net-softnet",
    ];

    [Theory]
    [EachSubject(StandInsOnly = true)]
    public async Task Two_hundred_calls_leave_no_file_no_process_and_no_lock(Subject subject)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes and locks are read from /proc.");
        await using var bench = await Bench.Of(subject);
        var temporary = Directory.CreateDirectory(Path.Combine(bench.Home, "tmpdir"));
        bench.Environment["TMPDIR"] = temporary.FullName;
        await bench.Clone("a", "b");
        foreach (var call in Quick)
        {
            await bench.Call(Bench.Words(call));
        }

        var before = Files(bench);
        for (var i = 0; i < Calls; i++)
        {
            await bench.Call(Bench.Words(Quick[i % Quick.Length]));
        }

        Assert.Equal(before, Files(bench));
        Assert.Empty(bench.Processes());
        Assert.Empty(temporary.EnumerateFileSystemInfos());
        Assert.Empty(Locks(bench));
    }

    [Theory]
    [EachSubject]
    public async Task What_each_call_costs_is_printed(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        string[] calls =
        [
            "--version", "create --linux --disk-size 1 c", "clone c a", "set a --cpu 4", "get a", "list", "list --format json", "ip a", "run missing", "delete c",
        ];

        foreach (var call in calls)
        {
            Say(call, await bench.Call(Bench.Words(call)));
        }

        await bench.Clone("b");
        var started = TimeProvider.System.GetTimestamp();
        await bench.RunReady("b");
        Say("run b, until ready", TimeProvider.System.GetElapsedTime(started));
        Say("exec b true", await bench.Call("exec", "b", "true"));
        Say("stop b", await bench.Call("stop", "b"));

        void Say(string call, object cost)
        {
            var time = cost is CommandResult result ? result.Duration : (TimeSpan)cost;
            TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{subject}: tart {call}: {time.TotalMilliseconds:0} ms"));
        }
    }

    private static string Files(Bench bench) =>
        string.Join('\n', Directory.EnumerateFileSystemEntries(bench.Home, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(bench.Home, f)).Order(StringComparer.Ordinal));

    /// <summary>The kernel lists locks by the inodes of their files: <c>1: POSIX ADVISORY WRITE 1234 08:01:5678 0 EOF</c>.</summary>
    private static List<string> Locks(Bench bench)
    {
        var processes = bench.Processes().Select(p => p.Split(':')[0]).ToHashSet();
        var held = File.ReadLines("/proc/locks").Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(w => w.Any(processes.Contains)).Select(w => string.Join(' ', w)).ToList();
        var config = bench.FileOf("a", "config.json");
        return Lab.TartStandIn.Home.ConfigLock.Holder(config) is { } holder ? [.. held, $"{config}: {holder}"] : held;
    }
}
