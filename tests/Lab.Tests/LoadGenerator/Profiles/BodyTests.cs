using Lab.Contracts;
using Lab.LoadGenerator.Profiles;
using Lab.Tests.Support;

namespace Lab.Tests.LoadGenerator.Profiles;

/// <summary>The bodies as they were measured: sizes, tools, keys, cache marks.</summary>
public sealed class BodyTests(Stores stores)
{
    private static readonly string[] NewKeys = ["model", "messages", "system", "tools", "metadata", "max_tokens", "thinking", "context_management", "output_config", "stream"];
    private static readonly string[] OldKeys = ["model", "messages", "temperature", "system", "tools", "metadata", "max_tokens", "stream"];

    /// <summary>Client, prompts, least and most bytes, tools, their bytes, max_tokens.</summary>
    public static TheoryData<string, int, int, int, int, int, int, string> Table => new()
    {
        { "claude-code-2", 1, 49_239, 49_239, 12, 31_072, 128_000, "claude-opus-5-5" },
        { "claude-code-2", 2, 56_600, 56_900, 13, 35_234, 128_000, "claude-opus-5-5" },
        { "claude-code-1", 1, 52_735, 52_735, 16, 39_109, 32_000, "claude-sonnet-4-20250514" },
        { "bare", 1, 49_239, 49_239, 12, 31_072, 128_000, "claude-opus-5-5" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task A_first_request_is_as_large_as_measured(string client, int prompts, int least, int most, int tools, int toolBytes, int maxTokens, string model)
    {
        var first = (await Play(client, HealthySequenceTests.Usual with { Turns = prompts, Prompts = prompts })).Main[0];

        Assert.InRange(first.Bytes, least, most);
        Assert.Equal((tools, toolBytes, maxTokens, model), (first.Tools.Count, first.ToolBytes, first.Json.GetProperty("max_tokens").GetInt32(), first.Model));
        Assert.Equal(client == "claude-code-1" ? OldKeys : NewKeys, first.Json.EnumerateObject().Select(p => p.Name));
        Assert.InRange(first.Body.Split("\"cache_control\"").Length - 1, 3, 4);
        Assert.StartsWith(client == "claude-code-1" ? "user_" : "{\"device_id\":", first.Json.GetProperty("metadata").GetProperty("user_id").GetString());
        Assert.True(first.IsStream);
    }

    [Theory]
    [InlineData("claude-code-2", 33_276, 35_323, 10, 20_496)]
    [InlineData("claude-code-1", 39_130, 39_130 + 348, 15, 36_551)]
    public async Task A_subagents_requests_are_as_large_as_measured(string client, int first, int second, int tools, int toolBytes)
    {
        var requests = (await Play(client, HealthySequenceTests.Usual with { Turns = 1, Subagents = 1 }, RecordingApi.Model(subagents: 1, subagentRounds: 1))).Subagents;

        Assert.Equal([first, second], requests.Select(r => r.Bytes));
        Assert.All(requests, r => Assert.Equal((tools, toolBytes), (r.Tools.Count, r.ToolBytes)));
    }

    [Fact]
    public async Task The_small_models_requests_have_no_tools_512_tokens_and_temperature_zero()
    {
        var small = (await Play("claude-code-1", HealthySequenceTests.Usual with { Turns = 4, Prompts = 2 }, RecordingApi.Model(rounds: 1))).Small;

        Assert.NotEmpty(small);
        Assert.All(small, r => Assert.Equal((0, 512, 0, "claude-3-5-haiku-20241022"), (r.Tools.Count, r.Json.GetProperty("max_tokens").GetInt32(), r.Json.GetProperty("temperature").GetInt32(), r.Model)));
        Assert.All(small, r => Assert.InRange(r.Bytes, 554, 37_434));
    }

    [Theory]
    [InlineData("claude-code-2", 49_239, 64_000)]
    [InlineData("claude-code-1", 52_721, 21_333)]
    public void The_fallback_without_a_stream_is_as_large_as_measured(string client, int bytes, int maxTokens)
    {
        var frame = ClientProfiles.Find(client)!.Frame(null);
        var conversation = new Lab.LoadGenerator.Sessions.Conversation(frame, new byte[36], 348);

        Assert.Equal(bytes, conversation.Length(isWhole: true));
        var body = System.Text.Encoding.UTF8.GetString([.. conversation.Pieces(isWhole: true).SelectMany(p => p.ToArray())]);
        Assert.Equal(bytes, body.Length);
        Assert.Contains($"\"max_tokens\":{maxTokens}", body);
        Assert.DoesNotContain("\"stream\":true", body);
        Assert.Contains("\"stream\":true", System.Text.Encoding.UTF8.GetString(conversation.Pieces(isWhole: false)[^1].Span));
    }

    [Fact]
    public async Task A_plain_request_of_the_sdk_has_nothing_of_claude_code()
    {
        var first = (await Play("typescript-sdk", HealthySequenceTests.Usual with { Turns = 2 })).Seen.First();

        Assert.Equal("POST /v1/messages HTTP/1.1", first.Line);
        Assert.Equal(["model", "max_tokens", "messages", "system", "stream"], first.Json.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task A_history_above_the_bound_is_summed_up_by_one_request_and_the_session_goes_on()
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var api = new RecordingApi(RecordingApi.Model(rounds: 20));
        var end = await rig.Run(LoadRig.Assignment(api.Url, HealthySequenceTests.Usual with { Client = "claude-code-2", Turns = 11, TurnBytes = 37_800, CompactAbove = 250_000 }));

        // 49,239 and five turns of 37,800 are 238,239; the sixth would be too large.
        Assert.Equal((11, 0, 1), (end.Result.Calls, end.Result.Failures, end.Result.AuxiliaryCalls));
        var sizes = api.Seen.Select(r => r.Bytes).ToList();
        Assert.Equal(12, sizes.Count);
        Assert.InRange(sizes[6], 276_039, 276_500);
        Assert.InRange(sizes[7], 49_239, 90_000);

        // A turn is as large as it shall be, or a little more where its messages need it.
        Assert.InRange(sizes[8] - sizes[7], 37_800, 37_900);
    }

    private async Task<RecordingApi> Play(string client, Workload workload, Func<ApiRequest, byte[]>? model = null)
    {
        await using var store = await stores.Open("garnet");
        using var rig = new LoadRig(store);
        await using var api = new RecordingApi(model ?? RecordingApi.Model());
        var end = await rig.Run(LoadRig.Assignment(api.Url, workload with { Client = client, TimeScale = 0.1 }));
        Assert.Empty(end.Failures.Select(f => f.Call.Failure));
        return api;
    }
}
