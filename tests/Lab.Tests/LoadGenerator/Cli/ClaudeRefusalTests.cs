using Lab.Contracts;
using Lab.LoadGenerator.Cli;
using Lab.Tests.Judges;
using Lab.Tests.Support;

namespace Lab.Tests.LoadGenerator.Cli;

/// <summary>What the driver does not run, and what it leaves behind: nothing.</summary>
[Collection(RealClaude.Collection)]
public sealed class ClaudeRefusalTests(Stores stores)
{
    [Theory]
    [InlineData(TargetKind.Anthropic, "https://api.anthropic.com")]
    [InlineData(TargetKind.AnthropicUnauthenticated, "https://api.anthropic.com")]
    [InlineData(TargetKind.Url, "https://192.0.2.1")]
    public async Task It_is_let_loose_on_stand_ins_only(TargetKind kind, string url)
    {
        using var rig = new LoadRig(await stores.Open("garnet"));

        var end = await rig.Run(LoadRig.Assignment(new Uri(url), new Workload { Driver = LoadDriver.ClaudeCli, Turns = 2 }, kind));

        Assert.Equal((0, 2), (end.Result.Calls, end.Result.NotMade));
        Assert.Contains("it is let loose on stand-ins only", end.FirstRefused!.Failure!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_it_cannot_do_is_said_at_once()
    {
        var assignment = LoadRig.Assignment(new Uri("http://127.0.0.1:1"), new Workload
        {
            Driver = LoadDriver.ClaudeCli, Turns = 4, Prompts = 2, FirstParty = true, PromptBytes = 9_000, HeadersTimeout = TimeSpan.FromSeconds(1), PooledConnections = false, TimeScale = 0.1,
        });

        var faults = ClaudeRules.Faults(assignment with { Target = assignment.Target with { Resolver = "127.0.0.1:53", MaxRequests = 3 } });

        Assert.Equal(8, faults.Count);
        Assert.Empty(ClaudeRules.Faults(LoadRig.Assignment(new Uri("http://127.0.0.1:1"), new Workload { Driver = LoadDriver.ClaudeCli })));
    }

    [Fact]
    public async Task A_command_that_is_missing_is_named_with_what_to_do()
    {
        using var rig = new LoadRig(await stores.Open("garnet")) { Settings = { ClaudePath = "/nowhere/claude" } };

        var end = await rig.Run(LoadRig.Assignment(new Uri("http://127.0.0.1:1"), new Workload { Driver = LoadDriver.ClaudeCli, Turns = 1 }));

        Assert.Equal((0, 1), (end.Result.Calls, end.Result.NotMade));
        Assert.Contains("/nowhere/claude", end.FirstRefused!.Failure!.Detail, StringComparison.Ordinal);
        Assert.Contains("LoadGenerator:ClaudePath", end.FirstRefused.Failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_sees_nothing_of_our_environment_but_where_programs_are()
    {
        Environment.SetEnvironmentVariable("LAB_TEST_SECRET", "a secret");
        using var home = ClaudeHome.Create();

        var environment = home.Environment().Where(v => v.Value is not null).Select(v => v.Key);

        Assert.Equal(["CLAUDE_CONFIG_DIR", "HOME", "LANG", "PATH", "TMPDIR"], environment.Order());
        Assert.Null(home.Environment()["LAB_TEST_SECRET"]);
    }

    [Fact]
    public void What_a_dead_load_generator_left_is_removed_and_what_a_living_one_has_is_not()
    {
        using var ours = ClaudeHome.Create();
        var left = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"lab-claude-{int.MaxValue}-{Guid.NewGuid():N}"));
        File.WriteAllText(Path.Combine(left.FullName, "process"), $"{int.MaxValue - 1} 0");

        ClaudeHome.RemoveLeftovers();

        Assert.False(Directory.Exists(left.FullName));
        Assert.True(Directory.Exists(ours.Work));
    }
}
