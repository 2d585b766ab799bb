using Lab.Contracts;
using Lab.LoadGenerator.Work;
using Lab.Tests.Support;

namespace Lab.Tests.LoadGenerator.Profiles;

/// <summary>The healthy sequences as they were measured: requests, connections, and how many were in flight at once.</summary>
public sealed class HealthySequenceTests(Stores stores)
{
    private const string New = "claude-code-2";
    private const string Old = "claude-code-1";

    private static readonly TimeSpan Reply = TimeSpan.FromMilliseconds(150);

    // A small model answers sooner than the large one.
    private static readonly TimeSpan SmallReply = TimeSpan.FromMilliseconds(60);

    [Theory]
    [InlineData(New)]
    [InlineData(Old)]
    public async Task One_prompt_in_a_quiet_environment_is_one_request_on_one_connection(string client)
    {
        var (api, end) = await Play(client, Usual with { Turns = 1 });

        Assert.Equal((1, 1), (api.Seen.Count, api.Connections));
        Assert.Equal((1, 0, 0, 0), (end.Result.Calls, end.Result.Failures, end.Result.AuxiliaryCalls, end.Result.NotMade));
    }

    [Fact]
    public async Task One_prompt_to_the_api_itself_is_eleven_requests_on_eight_or_nine_connections()
    {
        var (api, end) = await Play(New, Usual with { Turns = 1, FirstParty = true });

        // Nine were measured first, and eight when the requests were captured: whether one of the reports finds an idle connection is a matter of milliseconds.
        Assert.Equal(11, api.Seen.Count);
        Assert.InRange(api.Connections, 8, 9);
        Assert.Equal((1, 10, 0), (end.Result.Calls, end.Result.AuxiliaryCalls, end.Result.AuxiliaryFailures));
        Assert.Superset(
            new HashSet<string> { "HEAD /api/hello", "GET /api/claude_code/settings", "GET /api/claude_code/policy_limits", "GET /api/claude_cli/bootstrap", "POST /v1/messages", "POST /api/event_logging/v2/batch" },
            api.Seen.Select(r => $"{r.Method} {r.Path}").ToHashSet());
    }

    [Fact]
    public async Task Five_tools_one_after_another_are_six_requests_on_one_connection()
    {
        var (api, end) = await Play(New, Usual with { Turns = 6 }, RecordingApi.Model(rounds: 5));

        Assert.Equal((6, 1, 1), (api.Main.Count, api.Connections, api.MostInFlight));
        Assert.Equal((6, 0, 6), (end.Result.Calls, end.Result.AuxiliaryCalls, end.Result.Attempts));
        Assert.All(api.Main.Zip(api.Main.Skip(1)), pair => Assert.InRange(pair.Second.Bytes - pair.First.Bytes, 321, 348));
    }

    [Fact]
    public async Task Five_tools_one_after_another_have_each_a_prefix_check_before_and_a_path_question_beside_the_next_turn_in_the_old_client()
    {
        var (api, end) = await Play(Old, Usual with { Turns = 6 }, RecordingApi.Model(rounds: 5));

        Assert.Equal((6, 10), (api.Main.Count, api.Small.Count));
        Assert.Equal((6, 10, 0), (end.Result.Calls, end.Result.AuxiliaryCalls, end.Result.AuxiliaryFailures));
        Assert.Equal((2, 2), (api.Connections, api.MostInFlight));
        Assert.All(api.Small, r => Assert.InRange(r.Bytes, 554, 37_434));
    }

    [Theory]
    [InlineData(New, 2, 0, 1, 1)]
    [InlineData(Old, 2, 6, 4, 4)]
    public async Task Three_tools_at_once_are_answered_by_one_request(string client, int main, int small, int connections, int inFlight)
    {
        var (api, _) = await Play(client, Usual with { Turns = 2, ParallelTools = 3, ToolTime = new DurationRange(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(40)) }, RecordingApi.Model(rounds: 1, tools: 3));

        Assert.Equal((main, small, connections, inFlight), (api.Main.Count, api.Small.Count, api.Connections, api.MostInFlight));
        Assert.Equal(3, api.Main[1].Json.GetProperty("messages")[2].GetProperty("content").GetArrayLength());
    }

    [Theory]
    [InlineData(4, 10, 4)]
    [InlineData(10, 22, 10)]
    public async Task Subagents_side_by_side_have_one_connection_for_each_request_in_flight(int subagents, int requests, int connections)
    {
        var (api, end) = await Play(New, Usual with { Turns = 2, Subagents = subagents }, RecordingApi.Model(subagents: subagents, subagentRounds: 1));

        Assert.Equal((2, subagents * 2), (api.Main.Count, api.Subagents.Count));
        Assert.Equal((requests, connections, connections), (api.Seen.Count, api.Connections, api.MostInFlight));
        Assert.Equal((requests, 0), (end.Result.Calls, end.Result.NotMade));
        Assert.Equal(subagents, api.Main[1].Json.GetProperty("messages")[2].GetProperty("content").GetArrayLength());
    }

    /// <summary>Measured were 7 connections and 7 in flight with 4 subagents, 18 and 14 with 10: how many small questions meet is a matter of milliseconds.</summary>
    [Theory]
    [InlineData(4, 14, 7)]
    [InlineData(10, 32, 14)]
    public async Task Subagents_of_the_old_client_ask_the_small_model_beside_their_second_turn(int subagents, int requests, int measured)
    {
        var (api, end) = await Play(
            Old, Usual with { Turns = 2, Subagents = subagents, ToolTime = new DurationRange(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(100)) }, RecordingApi.Model(subagents: subagents, subagentRounds: 1));

        Assert.Equal((2, subagents * 2, subagents), (api.Main.Count, api.Subagents.Count, api.Small.Count));
        Assert.Equal((requests - subagents, subagents), (end.Result.Calls, end.Result.AuxiliaryCalls));
        Assert.InRange(api.MostInFlight, subagents + 1, subagents * 2);
        Assert.InRange(measured, subagents + 1, subagents * 2);
        Assert.InRange(api.Connections, api.MostInFlight, subagents * 2);
    }

    [Fact]
    public async Task A_later_prompt_of_the_old_client_follows_a_small_question_after_100_to_400_ms_on_a_second_connection()
    {
        var (api, _) = await Play(Old, Usual with { Turns = 3, Prompts = 3 }, thinking: r => r.IsSmall ? TimeSpan.FromMilliseconds(600) : Reply);

        Assert.Equal((3, 2, 2), (api.Main.Count, api.Small.Count, api.Connections));
        Assert.All(api.Small, r => Assert.InRange(r.Bytes, 554, 558));
        var seen = api.Seen.ToList();
        Assert.Equal([false, true, false, true, false], seen.Select(r => r.IsSmall));

        // What a busy machine adds comes on top.
        Assert.All(new[] { 1, 3 }, question => Assert.InRange((seen[question + 1].At - seen[question].At).TotalSeconds, 0.09, 0.6));
    }

    [Fact]
    public async Task A_later_prompt_of_the_new_client_is_one_request()
    {
        var (api, _) = await Play(New, Usual with { Turns = 3, Prompts = 3 });

        Assert.Equal((3, 3, 1), (api.Seen.Count, api.Main.Count, api.Connections));
    }

    internal static Workload Usual { get; } = LoadRig.Short with { PromptBytes = null };

    private async Task<(RecordingApi Api, LaneEnd End)> Play(string client, Workload workload, Func<ApiRequest, byte[]>? model = null, Func<ApiRequest, TimeSpan>? thinking = null)
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var api = new RecordingApi(model ?? RecordingApi.Model(), thinking ?? (r => r.IsSmall ? SmallReply : Reply));
        var end = await rig.Run(LoadRig.Assignment(api.Url, workload with { Client = client }));
        Assert.Empty(end.Failures.Select(f => f.Call.Failure));
        Assert.Null(end.FirstRefused?.Failure);
        return (api, end);
    }
}
