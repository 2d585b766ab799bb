namespace Lab.Tests.TartStandIn.Conformance;

/// <summary>Names and homes at the edges of what is allowed.</summary>
public sealed class NameTests(Stages stages)
{
    private const string Longest = "a23456789-123456789-123456789-123456789-123456789-123456789-123456789-123456789-123456789-123456789-123456789-123456789-12345678";

    [Theory]
    [EachSubject("a")]
    [EachSubject("7")]
    [EachSubject("_")]
    [EachSubject("a.b-c_d")]
    [EachSubject("a..b")]
    [EachSubject("a.")]
    [EachSubject("config.json")]
    [EachSubject("standin-2")]
    [EachSubject(Longest)]
    public async Task A_name_lives_from_clone_to_delete(Subject subject, string name)
    {
        await using var bench = await Bench.Of(subject);
        Assert.InRange(name.Length, 1, 128);

        var process = await bench.CloneAndRun(name);

        Assert.Equal("running", (await bench.States())[name]);
        await bench.Do("stop", name);
        Assert.Equal(0, await process.Exited);
        await bench.Do("delete", name);
        Assert.Empty(await bench.States());
    }

    // Tart itself refuses only what has a slash; a stand-in takes what the lab's own names are made of.
    [Theory]
    [EachSubject("", StandInsOnly = true)]
    [EachSubject(" ", StandInsOnly = true)]
    [EachSubject("a b", StandInsOnly = true)]
    [EachSubject(" a", StandInsOnly = true)]
    [EachSubject("a\n", StandInsOnly = true)]
    [EachSubject("a\nb", StandInsOnly = true)]
    [EachSubject(".", StandInsOnly = true)]
    [EachSubject("..", StandInsOnly = true)]
    [EachSubject(".hidden", StandInsOnly = true)]
    [EachSubject("...", StandInsOnly = true)]
    [EachSubject("-x", StandInsOnly = true)]
    [EachSubject("--", StandInsOnly = true)]
    [EachSubject("a/b", StandInsOnly = true)]
    [EachSubject("/a", StandInsOnly = true)]
    [EachSubject("../a", StandInsOnly = true)]
    [EachSubject("a\\b", StandInsOnly = true)]
    [EachSubject("a:b", StandInsOnly = true)]
    [EachSubject("a,b", StandInsOnly = true)]
    [EachSubject("~", StandInsOnly = true)]
    [EachSubject("$HOME", StandInsOnly = true)]
    [EachSubject("é", StandInsOnly = true)]
    [EachSubject("ａ", StandInsOnly = true)]
    [EachSubject("虚拟机", StandInsOnly = true)]
    [EachSubject("a\u202Eb", StandInsOnly = true)]
    [EachSubject($"{Longest}9", StandInsOnly = true)]
    public async Task A_name_that_could_lead_elsewhere_is_refused_for_a_new_machine_and_unknown_as_an_old_one(Subject subject, string name)
    {
        var bench = await stages.For(subject);

        var create = await bench.Call("create", "--linux", "--", name);
        var clone = await bench.Call("clone", "--", "still", name);
        var get = await bench.Call("get", "--", name);
        var delete = await bench.Call("delete", "--", name);
        var run = await bench.Call("run", "--", name);

        Assert.Contains("<name> should be a local name", create.Error, StringComparison.Ordinal);
        Assert.Contains("<new-name> should be a local name", clone.Error, StringComparison.Ordinal);
        Assert.Contains($"the specified VM \"{name}\" does not exist", get.Error, StringComparison.Ordinal);
        Assert.Contains($"the specified VM \"{name}\" does not exist", delete.Error, StringComparison.Ordinal);
        Assert.Equal([64, 64, 2, 2, 1], new[] { create, clone, get, delete, run }.Select(r => r.ExitCode ?? -1));
        Assert.Equal(["alive", "still"], (await bench.States()).Keys.Order());
    }

    [Theory]
    [EachSubject("clone still -x", "Unknown option '-x'")]
    [EachSubject("delete -x", "Unknown option '-x'")]
    [EachSubject("run -still", "Unknown option '-s")]
    public async Task A_name_that_reads_as_an_option_is_taken_for_one(Subject subject, string call, string text)
    {
        var bench = await stages.For(subject);

        var result = await bench.Call(Bench.Words(call));

        Assert.Contains(text, result.Error, StringComparison.Ordinal);
        Assert.Equal(64, result.ExitCode);
    }

    [Theory]
    [EachSubject("with blanks, a comma,and=more 'quotes' \"twice\" $HOME %s é")]
    [EachSubject("deep-0123456789-0123456789-0123456789/deep-0123456789-0123456789-0123456789/deep-0123456789-0123456789-0123456789/deep-0123456789-0123456789")]
    [EachSubject("./dots/../dots/.")]
    public async Task A_home_may_lie_anywhere(Subject subject, string folder)
    {
        await using var bench = await Bench.Of(subject, folder);

        var process = await bench.CloneAndRun("a");

        Assert.Equal("running", (await bench.States())["a"]);
        await bench.Do("stop", "a");
        Assert.Equal(0, await process.Exited);
    }
}
