using Lab.Shell;

namespace Lab.Tests.TartStandIn.Conformance;

/// <summary>Calls that come at the same time.</summary>
public sealed class ConcurrencyTests
{
    [Theory]
    [EachSubject]
    public async Task Ten_clones_at_once_are_ten_machines(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        var names = Enumerable.Range(0, 10).Select(i => $"m{i}").ToList();

        await Task.WhenAll(names.Select(n => bench.Do("clone", bench.Facts.Image, n)));

        Assert.Equal(names, (await bench.States()).Keys.Order());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(bench.Home, "tmp")));
        var macs = names.Select(n => Mac(bench, n)).ToHashSet();
        Assert.Equal(10, macs.Count);
    }

    [Theory]
    [EachSubject]
    public async Task Ten_clones_onto_one_name_at_once_are_one_whole_machine(Subject subject)
    {
        await using var bench = await Bench.Of(subject);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => bench.Do("clone", bench.Facts.Image, "a")));

        Assert.Equal(["a"], (await bench.States()).Keys);
        await bench.RunReady("a");
    }

    [Theory]
    [EachSubject]
    public async Task Of_two_runs_of_one_machine_one_is_told_that_it_is_running_already(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        await bench.Clone("a");

        var runs = new[] { bench.Run("--no-graphics", "a"), bench.Run("--no-graphics", "a") };
        var first = await Task.WhenAny(runs.Select(r => r.Exited));

        Assert.Equal(2, await first);
        Assert.Equal("VM \"a\" is already running!\n", Bench.Said(runs.Single(r => r.Exited == first).ErrorFile));
        await Eventually.Holds(async () => (await bench.States())["a"] == "running", "the other runs");
        Assert.False(runs.Single(r => r.Exited != first).Exited.IsCompleted);
    }

    [Theory]
    [EachSubject]
    public async Task Three_machines_run_at_once(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        await bench.Clone("a", "b", "c");

        await Task.WhenAll(new[] { "a", "b", "c" }.Select(n => bench.RunReady(n)));

        Assert.All((await bench.States()).Values, s => Assert.Equal("running", s));
        await Task.WhenAll(new[] { "a", "b", "c" }.Select(n => bench.Do("stop", n)));
        Assert.All((await bench.States()).Values, s => Assert.Equal("stopped", s));
    }

    [Theory]
    [EachSubject]
    public async Task A_machine_deleted_while_its_run_waits_for_the_home_does_not_start(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        await bench.Clone("a");
        using var held = HeldHome.Lock(bench.Home);
        var process = bench.Run("--no-graphics", "a");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Who waits for a lock is read from /proc.");
        await Eventually.Holds(() => File.ReadLines("/proc/locks").Any(l => l.Contains("-> FLOCK", StringComparison.Ordinal) && l.Contains($" {process.Id} ", StringComparison.Ordinal)), "it waits");

        await bench.Do("delete", "a");
        held.Dispose();

        Assert.Contains(await process.Exited, new int?[] { 1, 2 });
        Assert.NotEqual("", Bench.Said(process.ErrorFile));
        Assert.Empty(await bench.States());
    }

    [Theory]
    [EachSubject]
    public async Task A_run_and_a_delete_at_once_leave_a_machine_that_runs_or_none_at_all(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        for (var round = 0; round < 12; round++)
        {
            await bench.Clone("a");
            var process = bench.Run("--no-graphics", "a");
            var delete = await bench.Call("delete", "a");
            if (delete.ExitCode == 0)
            {
                Assert.Contains(await process.Exited, new int?[] { 1, 2 });
                Assert.Empty(await bench.States());
                Assert.False(Directory.Exists(Path.Combine(bench.Home, "vms", "a")));
            }
            else
            {
                Assert.Equal((1, "VM \"a\" is running\n"), (delete.ExitCode, delete.Error));
                Assert.Equal("running", (await bench.States())["a"]);
                process.Signal(PosixSignal.Kill);
                await process.Exited;
            }
        }
    }

    [Theory]
    [EachSubject]
    public async Task Who_reads_while_others_write_sees_a_whole_machine_or_an_error(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        await bench.Clone("a");

        var writes = Enumerable.Range(1, 8).Select(i => bench.Call("set", "a", "--cpu", $"{3 + i}"));
        var reads = Enumerable.Range(0, 12).Select(_ => bench.Call("get", "a", "--format", "json"));
        var results = await Task.WhenAll(writes.Concat(reads));

        Assert.All(results, r => Assert.True(r.ExitCode == 0 || (r.ExitCode == 1 && r.Error.StartsWith("Error: ", StringComparison.Ordinal)), $"{r.ExitCode} {r.Error}"));
        Assert.Contains("\"CPU\"", await bench.Do("get", "a", "--format", "json"), StringComparison.Ordinal);
    }

    private static string Mac(Bench bench, string name)
    {
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(bench.FileOf(name, "config.json")));
        return json.RootElement.GetProperty("macAddress").GetString()!;
    }
}
