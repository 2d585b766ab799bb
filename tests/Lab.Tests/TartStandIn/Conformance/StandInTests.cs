using System.Globalization;
using System.Text.Json;

namespace Lab.Tests.TartStandIn.Conformance;

/// <summary>What a stand-in does beyond Tart: it says what it is, takes the memory, and keeps away from what is not its own.</summary>
public sealed class StandInTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [EachSubject(StandInsOnly = true)]
    public async Task Its_help_and_its_machines_say_that_it_is_a_stand_in(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        var process = await bench.CloneAndRun("a");

        Assert.StartsWith("OVERVIEW: A stand-in for Tart", await bench.Do("--help"), StringComparison.Ordinal);
        Assert.StartsWith("stand-in: ", Bench.Said(process.ErrorFile), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(await bench.Do("get", "a", "--format", "json"));
        Assert.StartsWith(subject == Subject.Qemu ? "qemu" : "process", json.RootElement.GetProperty("StandIn").GetString(), StringComparison.Ordinal);
        Assert.Contains("StandIn", await bench.Do("get", "a"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_says_that_it_is_no_virtual_machine_and_has_no_network()
    {
        await using var bench = await Bench.Of(Subject.Process);
        var process = await bench.CloneAndRun("a");

        Assert.Contains("no virtual machine: no guest, no hypervisor; network: none", Bench.Said(process.ErrorFile), StringComparison.Ordinal);
        Assert.Contains("no network", await bench.Do("get", "a"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_holds_the_memory_that_its_machine_is_set_to()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Resident memory is read from /proc.");
        await using var bench = await Bench.Of(Subject.Process);
        await bench.Clone("a");
        await bench.Do("set", "a", "--memory", "300");

        var process = await bench.RunReady("a");

        var status = await File.ReadAllLinesAsync($"/proc/{process.Id}/status", Token);
        var resident = long.Parse(status.First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        Assert.InRange(resident / 1024, 300, 400);
    }

    [Theory]
    [EachSubject(StandInsOnly = true)]
    public async Task What_Tart_itself_made_is_left_alone(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        await bench.Clone("a");
        var config = bench.FileOf("a", "config.json");
        var json = System.Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(config, Token))!.AsObject();
        Assert.True(json.Remove("standIn"));
        await File.WriteAllTextAsync(config, json.ToJsonString(), Token);

        foreach (var call in new[] { "run a", "set a --cpu 2", "delete a", "clone a b", "clone standin a", "create --linux a" })
        {
            var result = await bench.Call(Bench.Words(call));
            Assert.Contains("made by Tart", result.Error, StringComparison.Ordinal);
            Assert.Equal(1, result.ExitCode);
        }

        Assert.Equal("stopped", (await bench.States())["a"]);
        Assert.Equal(json.ToJsonString(), await File.ReadAllTextAsync(config, Token));
    }
}
