using Lab.Coordinator.Experiments;
using Lab.Coordinator.Runs;

namespace Lab.Tests.Coordinator.Runs;

public sealed class ScopeTests
{
    private static readonly Uri Loopback = new("http://127.0.0.1:5000");

    [Fact]
    public void A_run_on_loopback_names_the_target_that_can_judge_the_network()
    {
        Assert.Contains(Notes("target: emulator"), n => n.Contains("nothing is said of any network") && n.Contains("anthropic-unauthenticated"));
        Assert.Contains(Notes("target: emulator", "vm: { memory: 1GiB }"), n => n.Contains("cannot convict or clear a VM's network") && n.Contains("anthropic-unauthenticated"));
    }

    [Theory]
    [InlineData("workload: { time-scale: 0.01 }", "scaled by 0.01; network time-outs were not")]
    [InlineData("workload: { client: claude-code-2 }", "imitated claude-code-2 as far as it was measured")]
    [InlineData("target: { to: emulator, resolver: emulator }", "the lab's own resolver")]
    [InlineData("target: { to: emulator, proxy: \"http://127.0.0.1:3128\" }", "through the proxy 127.0.0.1:3128")]
    [InlineData("target: anthropic-unauthenticated", "paced at 2 a second")]
    public void What_limits_the_view_is_said(string field, string says) => Assert.Contains(Notes(field), n => n.Contains(says, StringComparison.Ordinal));

    [Fact]
    public void A_proxy_elsewhere_takes_calls_off_the_loopback() =>
        Assert.DoesNotContain(Notes("target: { to: emulator, proxy: \"http://192.0.2.1:3128\" }"), n => n.Contains("loopback", StringComparison.Ordinal));

    [Fact]
    public void The_set_up_names_clients_sessions_arrival_and_way()
    {
        var facts = ExperimentWords.SetUp(Read("target: { to: emulator, https: true, max-requests: 900 }\nworkload: { calls: 36, turns: 5, prompts: 2, subagents: 2, subagent-turns: 2, arrival: ramp 10s, client: claude-code-1, time-scale: 0.5 }"))
            .ToDictionary(f => f.Name, f => f.Text);

        Assert.Equal("claude-code-1, imitated", facts["clients"]);
        Assert.Equal("4 sessions of 5 calls from 2 prompts, 2 subagents of 2 calls each", facts["a trial"]);
        Assert.Equal("evenly over 10s", facts["arrival"]);
        Assert.Equal("kept connections, HTTPS", facts["way"]);
        Assert.Equal("900 requests", facts["at most"]);
        Assert.StartsWith("0.5 for tools", facts["time scale"], StringComparison.Ordinal);
    }

    private static List<string> Notes(string field, string factor = "prompt-bytes: 2KiB") => [.. ScopeNotes.Of(Read(field, factor), Loopback)];

    private static Experiment Read(string field, string factor = "prompt-bytes: 2KiB") =>
        ExperimentReader.Read($"name: mine\nquestion: Does it?\n{field}\narms:\n  a: {{ control: true }}\n  b: {{ {factor} }}\n");
}
