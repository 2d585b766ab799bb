using System.Text.Json;

namespace Lab.Tests.TartStandIn.Conformance;

/// <summary>The commands and flags that a controller relies on, and what they do to the machines.</summary>
public sealed class CommandTests(Stages stages)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // run opens its machine after it has read its words: "missing" tells a flag that is known from one that is not.
    [Theory]
    [EachSubject("--no-graphics")]
    [EachSubject("--serial")]
    [EachSubject("--serial-path /tmp/serial")]
    [EachSubject("--no-audio")]
    [EachSubject("--no-clipboard")]
    [EachSubject("--recovery")]
    [EachSubject("--vnc")]
    [EachSubject("--vnc-experimental")]
    [EachSubject("--nested")]
    [EachSubject("--suspendable")]
    [EachSubject("--capture-system-keys")]
    [EachSubject("--disk /tmp/a.img:ro --disk=/tmp/b.img:sync=none")]
    [EachSubject("--dir share:/tmp --dir /var:ro,tag=other")]
    [EachSubject("--rosetta rosetta")]
    [EachSubject("--root-disk-opts sync=none")]
    [EachSubject("--net-softnet")]
    [EachSubject("--net-softnet --net-softnet-allow 10.0.0.0/8,192.168.0.0/16 --net-softnet-block 0.0.0.0/0 --net-softnet-expose 2222:22,8080:80")]
    [EachSubject("--net-host")]
    public async Task Run_knows_the_flag(Subject subject, string flags)
    {
        var bench = await stages.For(subject);

        var result = await bench.Call(["run", .. Bench.Words(flags), "missing"]);

        Assert.StartsWith("Error: the specified VM \"missing\" does not exist", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
    }

    [Theory]
    [EachSubject("create --linux --disk-size 1 --disk-format raw new")]
    [EachSubject("clone --insecure --concurrency 8 --prune-limit 50 base new")]
    [EachSubject("clone base new")]
    public async Task A_new_machine_has_its_files_in_the_home_and_nothing_is_printed(Subject subject, string call)
    {
        await using var bench = await Bench.Of(subject);
        await bench.Clone("base");

        Assert.Equal("", await bench.Do(Bench.Words(call)));

        Assert.Equal("stopped", (await bench.States())["new"]);
        Assert.All(["config.json", "disk.img", "nvram.bin"], f => Assert.True(File.Exists(bench.FileOf("new", f)), f));
        Assert.Equal(1_000_000_000, new FileInfo(bench.FileOf("new", "disk.img")).Length);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(bench.Home, "tmp")));
    }

    [Theory]
    [EachSubject]
    public async Task A_clone_has_what_its_source_was_set_to_and_a_MAC_of_its_own(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        await bench.Clone("base");
        await bench.Do("set", "base", "--display", "800x600");

        await bench.Do("clone", "base", "new");

        Assert.Equal("800x600", (await Get(bench, "new")).GetProperty("Display").GetString());
        Assert.NotEqual(await Mac(bench, "base"), await Mac(bench, "new"));
    }

    [Theory]
    [EachSubject("clone base taken")]
    [EachSubject("create --linux --disk-size 1 taken")]
    public async Task A_machine_of_the_same_name_is_silently_replaced(Subject subject, string call)
    {
        await using var bench = await Bench.Of(subject);
        await bench.Clone("base", "taken");
        var mac = await Mac(bench, "taken");

        Assert.Equal("", await bench.Do(Bench.Words(call)));

        Assert.NotEqual(mac, await Mac(bench, "taken"));
        Assert.Equal(["base", "taken"], (await bench.States()).Keys.Order());
    }

    [Theory]
    [EachSubject]
    public async Task Even_a_running_machine_is_silently_replaced_and_its_process_goes_on(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        var running = await bench.CloneAndRun("taken");

        Assert.Equal("", await bench.Do("clone", bench.Facts.Image, "taken"));

        Assert.Equal("stopped", (await bench.States())["taken"]);
        Assert.False(running.Exited.IsCompleted);
    }

    [Theory]
    [EachSubject]
    public async Task Set_changes_what_it_is_told_and_nothing_else(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        await bench.Clone("a");
        var mac = await Mac(bench, "a");

        Assert.Equal("", await bench.Do("set", "--cpu", "5", "--memory", "8192", "--display", "800x600", "a"));
        Assert.Equal("", await bench.Do("set", "a", "--disk-size=2"));

        var vm = await Get(bench, "a");
        Assert.Equal((5, 8192, 2), (vm.GetProperty("CPU").GetInt32(), vm.GetProperty("Memory").GetInt32(), vm.GetProperty("Disk").GetInt32()));
        Assert.Equal("800x600", vm.GetProperty("Display").GetString());
        Assert.Equal(mac, await Mac(bench, "a"));
        await bench.Do("set", "a", "--random-mac");
        Assert.NotEqual(mac, await Mac(bench, "a"));
    }

    [Theory]
    [EachSubject]
    public async Task Set_does_not_look_whether_the_machine_runs_and_leaves_it_running(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        await bench.CloneAndRun("a");

        Assert.Equal("", await bench.Do("set", "a", "--cpu", "6"));

        Assert.Equal(6, (await Get(bench, "a")).GetProperty("CPU").GetInt32());
        Assert.Equal("running", (await bench.States())["a"]);
    }

    [Theory]
    [EachSubject("a b", 0, "c")]
    [EachSubject("a missing c", 2, "b c")]
    [EachSubject("missing a", 2, "a b c")]
    [EachSubject("a b c", 0, "")]
    public async Task Delete_goes_one_by_one_and_ends_at_the_first_failure(Subject subject, string names, int code, string left)
    {
        await using var bench = await Bench.Of(subject);
        await bench.Clone("a", "b", "c");

        Assert.Equal(code, (await bench.Call(["delete", .. Bench.Words(names)])).ExitCode);

        Assert.Equal(left, string.Join(' ', (await bench.States()).Keys.Order()));
        Assert.False(Directory.Exists(Path.Combine(bench.Home, "vms", "a")) && names.StartsWith('a'));
    }

    private static async Task<JsonElement> Get(Bench bench, string name)
    {
        using var json = JsonDocument.Parse(await bench.Do("get", name, "--format", "json"));
        return json.RootElement.Clone();
    }

    private static async Task<string?> Mac(Bench bench, string name)
    {
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(bench.FileOf(name, "config.json"), Token));
        return json.RootElement.GetProperty("macAddress").GetString();
    }
}
