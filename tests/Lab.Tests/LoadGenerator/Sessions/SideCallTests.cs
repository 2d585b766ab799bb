using Lab.Contracts;
using Lab.Tests.LoadGenerator.Profiles;
using Lab.Tests.Support;

namespace Lab.Tests.LoadGenerator.Sessions;

/// <summary>What goes on beside the conversation: counted apart, kept whole where it fails, and no planned call is lost.</summary>
public sealed class SideCallTests(Stores stores)
{
    [Fact]
    public async Task A_small_question_that_fails_is_kept_whole_and_counts_apart()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        var model = RecordingApi.Model(rounds: 1);
        await using var api = new RecordingApi(r => r.IsSmall ? Replies.Error(403, "permission_error") : model(r));

        var end = await rig.Run(LoadRig.Assignment(api.Url, LoadRig.Short with { Client = "claude-code-1", Turns = 2, TimeScale = 0.001 }));

        Assert.Equal((2, 0, 0), (end.Result.Calls, end.Result.Failures, end.Result.NotMade));

        // The check before the tool and the question beside its result: each a stream and a whole reply.
        Assert.Equal((2, 2, 6), (end.Result.AuxiliaryCalls, end.Result.AuxiliaryFailures, end.Result.Attempts));
        Assert.All(end.Failures, f => Assert.Equal((CallPurpose.SmallModel, FailureKind.Forbidden), (f.Call.Purpose, f.Call.Failure!.Kind)));
        Assert.Equal(2, end.Failures.Select(f => f.Call.Id).Distinct().Count());
        Assert.All(end.Result.Sample, c => Assert.Equal(CallPurpose.Turn, c.Purpose));
        Assert.Equal(2, end.Result.Total.Count);
    }

    [Fact]
    public async Task Housekeeping_that_fails_stops_nothing_and_is_asked_once()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var api = new RecordingApi(r => r.IsMessage ? Replies.Stream() : r.Method == "HEAD" ? "HTTP/1.1 500 X\r\nContent-Length: 20\r\n\r\n"u8.ToArray() : Replies.Error(500, "api_error"));

        var end = await rig.Run(LoadRig.Assignment(api.Url, LoadRig.Short with { Client = "claude-code-2", Turns = 1, FirstParty = true, TimeScale = 0.001 }));

        Assert.Equal((1, 0, 10, 10, 11), (end.Result.Calls, end.Result.Failures, end.Result.AuxiliaryCalls, end.Result.AuxiliaryFailures, end.Result.Attempts));
        Assert.All(end.Failures, f => Assert.Equal(CallPurpose.Housekeeping, f.Call.Purpose));
        Assert.All(end.Failures, f => Assert.Empty(f.Call.WouldPrint));
    }

    [Theory]
    [InlineData(TargetKind.Emulator, 11)]
    [InlineData(TargetKind.Url, 11)]
    [InlineData(TargetKind.AnthropicUnauthenticated, 1)]
    public async Task The_real_api_gets_no_reports_of_what_never_happened(TargetKind kind, int requests)
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var api = new RecordingApi(RecordingApi.Model());

        await rig.Run(LoadRig.Assignment(api.Url, LoadRig.Short with { Client = "claude-code-2", Turns = 1, FirstParty = true }, kind));

        Assert.Equal(requests, api.Seen.Count);
    }

    [Theory]
    [InlineData("bare")]
    [InlineData("claude-code-2")]
    [InlineData("claude-code-1")]
    [InlineData("typescript-sdk")]
    public async Task Every_planned_call_is_made_though_all_fail(string client)
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var api = new RecordingApi(_ => Replies.Error(403, "permission_error"));

        var end = await rig.Run(LoadRig.Assignment(api.Url, LoadRig.Short with { Client = client, Turns = 3, Prompts = 2, Subagents = 2, SubagentTurns = 3, TimeScale = 0.001 }, sessions: 2));

        Assert.Equal((18, 18, 0), (end.Result.Calls, end.Result.Failures, end.Result.NotMade));
        Assert.Equal(12, end.Failures.Count(f => f.Call.Subagent is not null));
        Assert.Equal(end.Failures.Count, end.Failures.Select(f => f.Call.Id).Distinct().Count());
    }

    [Theory]
    [InlineData("bare", 7, 11)]
    [InlineData("bare", 0, 18)]
    public async Task What_a_budget_leaves_out_is_counted_as_not_made(string client, int budget, int notMade)
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var api = new RecordingApi(RecordingApi.Model());

        var end = await rig.Run(LoadRig.Assignment(api.Url, LoadRig.Short with { Client = client, Turns = 3, Subagents = 2, SubagentTurns = 3 }, sessions: 2, maxRequests: budget));

        Assert.Equal((budget, notMade), (end.Result.Calls, end.Result.NotMade));
    }

    [Fact]
    public async Task Tools_and_thought_take_their_scaled_time()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var api = new RecordingApi(RecordingApi.Model(rounds: 1));
        var tool = new DurationRange(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20));
        var thought = new DurationRange(TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(50));

        var end = await rig.Run(LoadRig.Assignment(api.Url, LoadRig.Short with { Client = "claude-code-2", Turns = 3, Prompts = 2, ToolTime = tool, ThinkTime = thought, TimeScale = 0.01 }));

        // The second turn is a prompt, behind the tool that the first reply asked for; the third is none.
        var idle = end.Result.Sample.OrderBy(c => c.Turn).Select(c => c.Attempts[0].Connection!.Idle.TotalSeconds).ToList();
        Assert.Equal(3, idle.Count);
        Assert.InRange(idle[1], 0.69, 5);
        Assert.InRange(idle[2], 0.19, 5);
    }

    [Theory]
    [InlineData(5, 1, new[] { 1 })]
    [InlineData(5, 5, new[] { 1, 2, 3, 4, 5 })]
    [InlineData(6, 2, new[] { 1, 4 })]
    [InlineData(5, 2, new[] { 1, 3 })]
    [InlineData(7, 3, new[] { 1, 3, 5 })]
    [InlineData(10, 3, new[] { 1, 4, 7 })]
    public void Prompts_lie_evenly_among_the_turns(int turns, int prompts, int[] expected)
    {
        var workload = new Workload { Turns = turns, Prompts = prompts };

        Assert.Equal(expected, Enumerable.Range(1, turns).Where(t => Lab.LoadGenerator.Sessions.PromptPlan.IsPrompt(workload, t)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_in_one_piece_counts_its_text_and_its_tools(bool asks)
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var api = new RecordingApi(_ => Replies.Whole("ten bytes.", asks ? "toolu_7" : null));

        var end = await rig.Run(LoadRig.Assignment(api.Url, LoadRig.Short with { Client = "claude-code-2", Turns = 2, TimeScale = 0.001 }));

        Assert.Equal((2, 0, 4), (end.Result.Calls, end.Result.Failures, end.Result.Attempts));
        var second = api.Seen.Last();
        Assert.Equal(5_000 + 10 + 348, api.Seen.Where(r => r.IsStream).Last().Bytes);
        Assert.Equal(asks ? "toolu_7" : null, second.Json.GetProperty("messages")[2].GetProperty("content")[0] is var block && block.TryGetProperty("tool_use_id", out var id) ? id.GetString() : null);
    }
}
