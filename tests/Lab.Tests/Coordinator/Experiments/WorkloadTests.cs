using Lab.Contracts;
using Lab.Coordinator.Experiments;
using Lab.Coordinator.Runs;

namespace Lab.Tests.Coordinator.Experiments;

public sealed class WorkloadTests
{
    [Fact]
    public void Every_field_of_a_workload_can_be_written()
    {
        var workload = Read("""
            calls: 64
            turns: 6
            prompts: 2
            parallel-tools: 3
            subagents: 5
            subagent-turns: 2
            arrival: poisson 2.5/s
            client: claude-code-2
            first-party: true
            prompt-bytes: 64KiB
            turn-bytes: 1_000
            compact-above: 1MiB
            tool-time: 1s..2s
            think-time: 3s
            time-scale: 0.01
            connect-timeout: none
            headers-timeout: 4s
            idle-timeout: 5s
            max-retries: 2
            stall-above: 700ms
            pooled-connections: false
            reply: { events: 7, pace: 1ms, event-bytes: 9 }
            """);

        Assert.Equal(
            new Workload
            {
                Calls = 64, Turns = 6, Prompts = 2, ParallelTools = 3, Subagents = 5, SubagentTurns = 2, Arrival = new Arrival(ArrivalKind.Poisson, PerSecond: 2.5),
                Client = ClientNames.ClaudeCode2, FirstParty = true, PromptBytes = 65_536, TurnBytes = 1_000, CompactAbove = 1 << 20,
                ToolTime = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)), ThinkTime = new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3)), TimeScale = 0.01,
                ConnectTimeout = Timeout.InfiniteTimeSpan, HeadersTimeout = TimeSpan.FromSeconds(4), IdleTimeout = TimeSpan.FromSeconds(5), MaxRetries = 2,
                StallAbove = TimeSpan.FromMilliseconds(700), PooledConnections = false,
                Reply = new ReplyShape { Events = 7, Pace = TimeSpan.FromMilliseconds(1), EventBytes = 9, ToolUses = 2, ParallelTools = 3, Subagents = 5, SubagentToolUses = 1 },
            },
            workload);
    }

    [Fact]
    public void A_definition_has_a_name_for_every_property_of_a_workload()
    {
        string[] derived = [nameof(Workload.CallsPerSession), nameof(Workload.Sessions)];
        var known = Faults("no-such: 1").Single();

        Assert.All(
            typeof(Workload).GetProperties().Select(p => p.Name).Except(derived),
            name => Assert.Contains(System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(name), known, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("turns: 6\nprompts: 3", 1)]
    [InlineData("turns: 5\nprompts: 2", 2)]
    [InlineData("turns: 5", 4)]
    public void The_emulator_asks_for_tools_until_a_prompt_s_share_of_the_turns_is_used_up(string fields, int toolUses) =>
        Assert.Equal(toolUses, Read("calls: 30\n" + fields).Reply.ToolUses);

    [Theory]
    [InlineData("arrival: at-once", ArrivalKind.AtOnce)]
    [InlineData("arrival: ramp 10s", ArrivalKind.Ramp)]
    [InlineData("arrival: poisson 5/s", ArrivalKind.Poisson)]
    public void Sessions_arrive_as_written(string field, ArrivalKind kind) => Assert.Equal(kind, Read(field).Arrival.Kind);

    [Theory]
    [InlineData("calls: 61", "not a multiple of turns (5)", "calls: 60")]
    [InlineData("calls: 60\nsubagents: 1\nsubagent-turns: 3", "not a multiple of 8", "calls: 56")]
    [InlineData("prompts: 6", "5 turns", "prompts: 5")]
    [InlineData("calls: 60\nturns: 1\nsubagents: 2\nsubagent-turns: 1", "two turns or more", "turns: 2")]
    [InlineData("arrival: ramp 10s\nparallel: 3", "'workload.parallel'", "leave one")]
    [InlineData("arrival: ramp", "'workload.arrival: ramp'", "poisson 5/s")]
    [InlineData("arrival: poisson 0/s", "'workload.arrival: poisson 0/s'", "at-once")]
    [InlineData("time-scale: 0", "'workload.time-scale: 0'", "0.0001")]
    [InlineData("time-scale: -1", "'workload.time-scale: -1'", "0.0001")]
    [InlineData("prompt-bytes: 64KiB\ncompact-above: 64KiB", "compact-above", "every request")]
    [InlineData("client: claude-code-2\ncompact-above: 20KiB", "compact-above", "every request")]
    [InlineData("client: curl", "'curl'", "bare, claude-code-2, claude-code-1, typescript-sdk")]
    [InlineData("max-retries: 1", "claude-code-2 only", "leave it out")]
    [InlineData("driver: chrome", "'workload.driver: chrome'", "simulated, claude-cli")]
    [InlineData("driver: claude-cli\nclient: bare", "real Claude Code", "claude-code-2")]
    [InlineData("driver: claude-cli\nprompts: 2", "one prompt a session", "leave it out")]
    [InlineData("driver: claude-cli\ntime-scale: 0.1", "real client's own affair", "simulated")]
    public void What_cannot_be_is_refused_with_the_rule_and_the_fix(string fields, string rule, string fix)
    {
        var fault = Assert.Single(Faults(fields));

        Assert.Contains(rule, fault, StringComparison.Ordinal);
        Assert.Contains(fix, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("target: anthropic-unauthenticated", "stand-ins only")]
    [InlineData("target: https://elsewhere.example", "stand-ins only")]
    [InlineData("target: { to: emulator, resolver: emulator }", "goes its own way")]
    public void The_real_client_is_let_loose_on_stand_ins_only(string target, string says) =>
        Assert.Contains(Assert.Throws<BadRunException>(() => ExperimentReader.Read(Definition("driver: claude-cli") + target)).Faults, f => f.Contains(says, StringComparison.Ordinal));

    [Fact]
    public void The_real_client_is_Claude_Code_2_unless_something_else_is_written() =>
        Assert.Equal(ClientNames.ClaudeCode2, Read("driver: claude-cli").Client);

    [Fact]
    public void An_arm_can_set_the_client_the_tools_the_size_and_the_connections()
    {
        var experiment = ExperimentReader.Read("""
            name: mine
            question: Does it?
            arms:
              a: { control: true }
              b: { client: claude-code-1, tool-time: 2s, prompt-bytes: 1MiB, pooled-connections: false }
            """);

        var plan = Lab.Coordinator.Factors.TrialPlan.For(experiment, experiment.ArmNamed("b")).Workload;
        Assert.Equal((ClientNames.ClaudeCode1, 1 << 20, false), (plan.Client, plan.PromptBytes, plan.PooledConnections));
        Assert.Equal(TimeSpan.FromSeconds(2), plan.ToolTime.Min);
        Assert.Equal("sessions as claude-code-1; tools run 2s; requests of 1 MiB and more; a connection for each request", experiment.ArmNamed("b").Setting);
    }

    [Fact]
    public void An_arm_that_makes_impossible_sessions_is_named()
    {
        var bad = Assert.Throws<BadRunException>(() => ExperimentReader.Read("""
            name: mine
            question: Does it?
            workload: { compact-above: 100KiB, arrival: ramp 1s }
            arms:
              a: { control: true }
              b: { prompt-bytes: 200KiB }
              c: { parallel-sessions: 3 }
            """));

        Assert.Collection(bad.Faults,
            f => Assert.Contains("line 6: 'arms.b' sets sessions that cannot be: compact-above", f),
            f => Assert.Contains("line 7: 'arms.c' sets parallel-sessions", f));
    }

    [Fact]
    public void A_trial_that_cannot_end_within_its_limit_is_refused()
    {
        var faults = Assert.Throws<BadRunException>(() => ExperimentReader.Read(Definition("calls: 2000") + "target: anthropic-unauthenticated")).Faults;

        Assert.Contains("2000 calls at 2 requests a second take 1000 s", Assert.Single(faults));
    }

    private static Workload Read(string fields) => ExperimentReader.Read(Definition(fields)).Workload;

    private static IReadOnlyList<string> Faults(string fields) => Assert.Throws<BadRunException>(() => ExperimentReader.Read(Definition(fields))).Faults;

    private static string Definition(string fields) =>
        $"name: mine\nquestion: Does it?\nworkload:\n  {fields.ReplaceLineEndings("\n").Replace("\n", "\n  ", StringComparison.Ordinal)}\narms:\n  a: {{ control: true }}\n  b: {{ tool-time: 1ms }}\n";
}
