using System.Text.Json;

namespace Lab.Tests.TartStandIn.Conformance;

/// <summary>What is printed, as text and as JSON.</summary>
public sealed class OutputTests(Stages stages)
{
    private const string Accessed = @"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\z";

    [Theory]
    [EachSubject]
    public async Task The_version_is_alone_on_its_line(Subject subject)
    {
        var bench = await stages.For(subject);

        Assert.Matches(bench.Facts.Version, await bench.Do("--version"));
    }

    [Theory]
    [EachSubject("create")]
    [EachSubject("clone")]
    [EachSubject("set")]
    [EachSubject("get")]
    [EachSubject("list")]
    [EachSubject("run")]
    [EachSubject("ip")]
    [EachSubject("exec")]
    [EachSubject("stop")]
    [EachSubject("delete")]
    public async Task Each_command_has_help_and_the_version(Subject subject, string command)
    {
        var bench = await stages.For(subject);

        Assert.StartsWith("OVERVIEW: ", await bench.Do(command, "-h"), StringComparison.Ordinal);
        Assert.Contains($"tart {command}", await bench.Do(command, "--help"), StringComparison.Ordinal);
        Assert.Matches(bench.Facts.Version, await bench.Do(command, "--version"));
    }

    [Theory]
    [EachSubject("-h")]
    [EachSubject("--help")]
    [EachSubject("")]
    public async Task Help_lists_the_commands(Subject subject, string words)
    {
        var bench = await stages.For(subject);

        var help = await bench.Do(Bench.Words(words));

        Assert.All(["create", "clone", "set", "get", "list", "run", "ip", "exec", "stop", "delete"], c => Assert.Contains($"  {c} ", help, StringComparison.Ordinal));
    }

    [Theory]
    [EachSubject]
    public async Task An_empty_list_is_an_array_over_three_lines(Subject subject)
    {
        await using var bench = await Bench.Of(subject);

        Assert.Equal("[\n\n]\n", await bench.Do("list", "--source", bench.Facts.IsStandIn ? "local" : "oci", "--format", "json"));
        Assert.Equal("[\n\n]\n", await bench.Do("list", "--source", "oci", "--format", "json"));
    }

    [Theory]
    [EachSubject("still", "stopped", false)]
    [EachSubject("alive", "running", true)]
    public async Task A_listed_machine_has_all_keys_with_their_types(Subject subject, string name, string state, bool running)
    {
        var bench = await stages.For(subject);

        using var json = JsonDocument.Parse(await bench.Do("list", "--format", "json"));

        var vm = json.RootElement.EnumerateArray().Single(v => v.GetProperty("Name").GetString() == name);
        Assert.Equal("local", vm.GetProperty("Source").GetString());
        Assert.Equal(1, vm.GetProperty("Disk").GetInt32());
        Assert.InRange(vm.GetProperty("Size").GetInt32(), 0, 1);
        Assert.Matches(Accessed, vm.GetProperty("Accessed").GetString());
        Assert.Equal((running, state), (vm.GetProperty("Running").GetBoolean(), vm.GetProperty("State").GetString()));
    }

    [Theory]
    [EachSubject]
    public async Task A_list_as_text_has_six_columns(Subject subject)
    {
        var bench = await stages.For(subject);

        var lines = (await bench.Do("list")).Split('\n');

        Assert.Matches(@"\ASource +Name +Disk +Size +Accessed +State\z", lines[0]);
        Assert.Contains(lines, l => System.Text.RegularExpressions.Regex.IsMatch(l, @"\Alocal +alive +1 +[01] .+ running *\z"));
        Assert.Contains(lines, l => System.Text.RegularExpressions.Regex.IsMatch(l, @"\Alocal +still +1 +[01] .+ stopped *\z"));
    }

    [Theory]
    [EachSubject("-q")]
    [EachSubject("--quiet")]
    public async Task A_quiet_list_is_names_alone(Subject subject, string flag)
    {
        var bench = await stages.For(subject);

        var names = (await bench.Do("list", flag, "--source", "local")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(["alive", "still"], names.Where(n => n != bench.Facts.Image).Order());
    }

    [Theory]
    [EachSubject]
    public async Task The_order_of_keys_differs_from_call_to_call(Subject subject)
    {
        var bench = await stages.For(subject);
        var orders = new HashSet<string>();

        // Seven keys and more in random order: sixteen calls all alike have a chance of 5040^-15.
        for (var i = 0; i < 16 && orders.Count < 2; i++)
        {
            using var json = JsonDocument.Parse(await bench.Do("list", "--format", "json"));
            orders.Add(string.Join(' ', json.RootElement[0].EnumerateObject().Select(p => p.Name)));
        }

        Assert.Equal(2, orders.Count);
    }

    [Theory]
    [EachSubject("still", "stopped", false)]
    [EachSubject("alive", "running", true)]
    public async Task Get_has_all_keys_with_their_types_and_the_size_as_a_string(Subject subject, string name, string state, bool running)
    {
        var bench = await stages.For(subject);

        using var json = JsonDocument.Parse(await bench.Do("get", name, "--format", "json"));

        var vm = json.RootElement;
        Assert.Equal(("linux", "raw"), (vm.GetProperty("OS").GetString(), vm.GetProperty("DiskFormat").GetString()));
        Assert.InRange(vm.GetProperty("CPU").GetInt32(), 1, 64);
        Assert.InRange(vm.GetProperty("Memory").GetInt32(), 16, 16384);
        Assert.Equal(1, vm.GetProperty("Disk").GetInt32());
        Assert.Matches(@"\A\d+\.\d+\z", vm.GetProperty("Size").GetString());
        Assert.Matches(@"\A\d+x\d+", vm.GetProperty("Display").GetString());
        Assert.Equal((running, state), (vm.GetProperty("Running").GetBoolean(), vm.GetProperty("State").GetString()));
    }

    [Theory]
    [EachSubject]
    public async Task Get_as_text_has_a_line_of_headings_and_one_of_values(Subject subject)
    {
        var bench = await stages.For(subject);

        var lines = (await bench.Do("get", "still")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(2, lines.Length);
        Assert.Matches(@"\AOS +CPU +Memory +Disk +DiskFormat +Size +Display +State", lines[0]);
        Assert.Matches(@"\Alinux +\d+ +\d+ +1 +raw +\d+\.\d+ +\d+x\d+\S* +stopped", lines[1]);
        Assert.Equal(string.Join('\n', lines), string.Join('\n', (await bench.Do("get", "--format", "text", "still")).Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void A_slash_in_JSON_is_escaped_as_Swift_does_it() =>
        Assert.Equal("{\n  \"Name\" : \"ghcr.io\\/a\\/b \\\"c\\\" é\"\n}", Lab.TartStandIn.CommandLine.TartJson.Object(new Dictionary<string, object> { ["Name"] = "ghcr.io/a/b \"c\" é" }));
}
