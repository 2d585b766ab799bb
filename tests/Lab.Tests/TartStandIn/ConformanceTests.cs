using System.Text.Json;

namespace Lab.Tests.TartStandIn;

/// <summary>What Tart's command line says, said by the stand-in: outputs, texts and exit codes.</summary>
public sealed class ConformanceTests : IAsyncDisposable
{
    private readonly StandIn _tart = new();

    public ValueTask DisposeAsync() => _tart.DisposeAsync();

    [Fact]
    public async Task Its_version_says_that_it_is_not_Tart() =>
        Assert.Matches(@"^\d+\.\d+\.\d+-standin \(process\)\n$", await _tart.Do("--version"));

    [Fact]
    public async Task An_empty_list_is_an_array_over_three_lines() =>
        Assert.Equal("[\n\n]\n", await _tart.Do("list", "--format", "json"));

    [Fact]
    public async Task A_listed_machine_has_all_of_Tarts_keys()
    {
        await _tart.Do("clone", "standin", "lab-a-0");

        using var json = JsonDocument.Parse(await _tart.Do("list", "--format", "json"));

        var vm = json.RootElement[0];
        Assert.Equal("local", vm.GetProperty("Source").GetString());
        Assert.Equal("lab-a-0", vm.GetProperty("Name").GetString());
        Assert.Equal(1, vm.GetProperty("Disk").GetInt32());
        Assert.Equal(0, vm.GetProperty("Size").GetInt32());
        Assert.Equal(DateTimeKind.Utc, vm.GetProperty("Accessed").GetDateTime().Kind);
        Assert.False(vm.GetProperty("Running").GetBoolean());
        Assert.Equal("stopped", vm.GetProperty("State").GetString());
    }

    [Fact]
    public async Task The_order_of_keys_differs_from_call_to_call()
    {
        await _tart.Do("clone", "standin", "a");
        var orders = new HashSet<string>();

        // Seven keys in random order: sixteen calls all alike have a chance of 5040^-15.
        for (var i = 0; i < 16 && orders.Count < 2; i++)
        {
            orders.Add(await _tart.Do("list", "--format", "json"));
        }

        Assert.Equal(2, orders.Count);
    }

    [Fact]
    public async Task Lists_as_text_by_source_and_by_name_alone()
    {
        await _tart.Do("clone", "standin", "b");
        await _tart.Do("clone", "b", "a");

        Assert.Equal("a\nb\n", await _tart.Do("list", "-q"));
        Assert.Matches(@"^Source Name Disk Size Accessed +State\nlocal  a +1 +0 ", await _tart.Do("list"));
        Assert.Equal("[\n\n]\n", await _tart.Do("list", "--source", "oci", "--format", "json"));
    }

    [Fact]
    public async Task Get_says_memory_in_MiB_and_what_it_is()
    {
        await _tart.Do("clone", "standin", "a");
        await _tart.Do("set", "--cpu", "3", "--memory", "256", "--display", "800x600", "a");

        var text = await _tart.Do("get", "a", "--format", "json");
        using var json = JsonDocument.Parse(text);

        Assert.Equal(3, json.RootElement.GetProperty("CPU").GetInt32());
        Assert.Equal(256, json.RootElement.GetProperty("Memory").GetInt32());
        Assert.Equal(JsonValueKind.String, json.RootElement.GetProperty("Size").ValueKind);
        Assert.Equal("800x600", json.RootElement.GetProperty("Display").GetString());
        Assert.Contains("no network", json.RootElement.GetProperty("StandIn").GetString(), StringComparison.Ordinal);
        Assert.Contains("StandIn", await _tart.Do("get", "a"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run missing", 1, "Error: the specified VM \"missing\" does not exist")]
    [InlineData("stop missing", 2, "the specified VM \"missing\" does not exist")]
    [InlineData("get missing", 2, "the specified VM \"missing\" does not exist")]
    [InlineData("ip missing", 2, "the specified VM \"missing\" does not exist")]
    [InlineData("set missing --cpu 1", 2, "the specified VM \"missing\" does not exist")]
    [InlineData("exec missing true", 2, "the specified VM \"missing\" does not exist")]
    [InlineData("delete missing", 2, "the specified VM \"missing\" does not exist")]
    [InlineData("clone missing b", 2, "the specified VM \"missing\" does not exist")]
    [InlineData("clone ghcr.io/somebody/image:1 b", 1, "pulls nothing from a registry")]
    [InlineData("stop a", 2, "VM \"a\" is not running")]
    [InlineData("exec a true", 2, "VM \"a\" is not running")]
    [InlineData("ip a", 1, "no IP address found, is your VM running?")]
    [InlineData("set a --cpu 0", 1, "Error: LessThanMinimalResourcesError: VM should have 1 CPU cores at minimum (requested 0)")]
    [InlineData("set a --disk-size 0", 1, "new disk size of 0 GB should be larger than the current disk size of 1 GB")]
    [InlineData("create b", 64, "Please specify either a --from-ipsw or --linux option!")]
    [InlineData("run a --x", 64, "Error: Unknown option '--x'")]
    [InlineData("run", 64, "Error: Missing expected argument '<name>'")]
    [InlineData("get a --format yaml", 64, "The value 'yaml' is invalid for '--format <format>'")]
    [InlineData("set a --memory lots", 64, "The value 'lots' is invalid for '--memory <memory>'")]
    [InlineData("run a --net-host --net-softnet", 64, "--net-bridged, --net-softnet and --net-host are mutually exclusive")]
    [InlineData("run a --net-bridged en99", 64, "no bridge interfaces matched \"[\"en99\"]\", available interfaces: [")]
    [InlineData("clone standin ../b", 64, "<new-name> should be a local name")]
    [InlineData("clone standin -- -b", 64, "<new-name> should be a local name")]
    [InlineData("delete ..", 2, "the specified VM \"..\" does not exist")]
    [InlineData("frobnicate", 64, "Unexpected argument 'frobnicate'")]
    public async Task Refuses_with_Tarts_text_and_code(string call, int code, string text)
    {
        await _tart.Do("clone", "standin", "a");

        var result = await _tart.Call(call.Split(' '));

        Assert.Contains(text, result.Error, StringComparison.Ordinal);
        Assert.Equal(code, result.ExitCode);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task A_machine_without_its_files_is_refused_and_not_listed()
    {
        await _tart.Do("clone", "standin", "a");
        File.Delete(Path.Combine(_tart.Home, "vms", "a", "nvram.bin"));

        var result = await _tart.Call("run", "a");

        Assert.Contains("VM is missing some of its files (config.json, disk.img or nvram.bin)", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
        Assert.Empty(await _tart.States());
    }

    [Fact]
    public async Task A_clone_silently_replaces_a_machine_of_that_name_even_a_running_one()
    {
        await _tart.Do("clone", "standin", "a");
        var running = await _tart.RunReady("a");

        Assert.Equal("", await _tart.Do("clone", "standin", "a"));

        Assert.Equal("stopped", (await _tart.States())["a"]);
        Assert.False(running.Exited.IsCompleted);
    }

    [Fact]
    public async Task A_delete_of_several_ends_at_the_first_failure()
    {
        await _tart.Do("clone", "standin", "a");
        await _tart.Do("clone", "standin", "c");

        var result = await _tart.Call("delete", "a", "b", "c");

        Assert.Equal(2, result.ExitCode);
        Assert.Equal("c\n", await _tart.Do("list", "-q"));
    }

    [Fact]
    public async Task What_Tart_itself_made_is_left_alone()
    {
        await _tart.Do("clone", "standin", "a");
        var config = Path.Combine(_tart.Home, "vms", "a", "config.json");
        await File.WriteAllTextAsync(config, (await File.ReadAllTextAsync(config, TestContext.Current.CancellationToken)).Replace("\"standIn\":\"process\",", "", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        foreach (var call in new[] { "run a", "set a --cpu 2", "delete a", "clone a b", "clone standin a" })
        {
            var result = await _tart.Call(call.Split(' '));
            Assert.Contains("made by Tart", result.Error, StringComparison.Ordinal);
            Assert.Equal(1, result.ExitCode);
        }

        Assert.Equal("a\n", await _tart.Do("list", "-q"));
    }
}
