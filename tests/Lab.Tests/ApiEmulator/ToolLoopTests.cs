using System.Text.Json;
using System.Text.Json.Nodes;
using Lab.Contracts;
using Lab.Tests.Support;

namespace Lab.Tests.ApiEmulator;

/// <summary>An agent's loop: the reply asks for tools until the conversation holds enough results.</summary>
public sealed class ToolLoopTests(Stores stores)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""[{"name":"Read"},{"input_schema":{"properties":{"name":{"name":"x"}}},"name":"Bash"}]""", "Bash", "command", 20)]
    [InlineData("""[{"name":"Read"},{"name":"Grep"}]""", "Grep", "pattern", 1)]
    [InlineData("""[{"name":"Task"},{"name":"mine"},{"name":"Edit"}]""", "mine", "input", 2)]
    [InlineData("""[{"name":"Odd \"one\""}]""", "Odd \"one\"", "input", 0)]
    public async Task A_loop_uses_the_tools_of_the_request_and_ends(string tools, string name, string field, int events)
    {
        await using var emulator = await RunningEmulator.Start(stores, ReplyTests.Plan(events, 40, 0, toolUses: 3));
        var messages = new JsonArray(Prompt("Do it"));
        for (var turn = 0; turn < 3; turn++)
        {
            var (block, stopReason) = await Ask(emulator, tools, messages);
            Assert.Equal("tool_use", stopReason);
            Assert.Equal(name, block["name"]!.GetValue<string>());
            Assert.NotNull(block["input"]![field]);
            messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray(block.DeepClone()) });
            messages.Add(Result(block["id"]!.GetValue<string>(), withReminder: turn == 1));
        }

        Assert.Equal("end_turn", (await Ask(emulator, tools, messages)).StopReason);

        // A new prompt begins anew.
        messages.Add(Prompt("Again"));
        Assert.Equal("tool_use", (await Ask(emulator, tools, messages)).StopReason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tools_at_once_are_blocks_of_one_reply_and_one_round(bool streamed)
    {
        const string Tools = """[{"name":"Bash"}]""";
        await using var emulator = await RunningEmulator.Start(stores, Shape(new ReplyShape { Events = 20, Pace = TimeSpan.Zero, ToolUses = 2, ParallelTools = 3 }));
        var messages = new JsonArray(Prompt("Do it"));
        for (var round = 0; round < 2; round++)
        {
            var (blocks, stopReason) = await AskAll(emulator, Tools, messages, streamed);
            Assert.Equal("tool_use", stopReason);
            Assert.Equal(3, blocks.Count);
            Assert.Equal(3, blocks.Select(b => b["id"]!.GetValue<string>()).Distinct().Count());
            Assert.All(blocks, b => Assert.StartsWith("true # ", b["input"]!["command"]!.GetValue<string>(), StringComparison.Ordinal));
            Assert.Equal(800 + (3 * "true # ".Length), blocks.Sum(b => b["input"]!["command"]!.GetValue<string>().Length));
            messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray([.. blocks.Select(b => b.DeepClone())]) });

            // In one message, or one by one.
            if (round == 0)
            {
                messages.Add(new JsonObject { ["role"] = "user", ["content"] = new JsonArray([.. blocks.Select(b => Result(b["id"]!.GetValue<string>(), false)["content"]![0]!.DeepClone())]) });
            }
            else
            {
                blocks.ForEach(b => messages.Add(Result(b["id"]!.GetValue<string>(), withReminder: true)));
            }
        }

        Assert.Equal("end_turn", (await AskAll(emulator, Tools, messages, streamed)).StopReason);
    }

    [Theory]
    [InlineData("Task", true)]
    [InlineData("Agent", false)]
    public async Task The_first_reply_of_a_conversation_starts_its_subagents_and_theirs_use_tools_as_often_as_they_shall(string name, bool streamed)
    {
        await using var emulator = await RunningEmulator.Start(stores, Shape(new ReplyShape { Events = 3, Pace = TimeSpan.Zero, ToolUses = 2, Subagents = 4, SubagentToolUses = 1 }));
        var tools = $$"""[{"name":"Read"},{"name":"{{name}}"},{"name":"Bash"}]""";
        var main = new JsonArray(Prompt("Do it"));

        var (agents, _) = await AskAll(emulator, tools, main, streamed);
        Assert.Equal(4, agents.Count);
        Assert.All(agents, a => Assert.Equal(name, a["name"]!.GetValue<string>()));
        Assert.All(agents, a => Assert.Superset(new HashSet<string> { "description", "subagent_type", "prompt" }, a["input"]!.AsObject().Select(p => p.Key).ToHashSet()));
        Assert.All(agents, a => Assert.Equal("general-purpose", a["input"]!["subagent_type"]!.GetValue<string>()));

        // A subagent's own conversation: its prompt, one round of tools, words.
        var inner = new JsonArray(Prompt(agents[0]["input"]!["prompt"]!.GetValue<string>()));
        for (var round = 0; round < 1; round++)
        {
            await Round("""[{"name":"Bash"}]""", inner, "Bash");
        }

        Assert.Equal("end_turn", (await AskAll(emulator, """[{"name":"Bash"}]""", inner, streamed)).StopReason);

        // The main one goes on: the subagents were its first round of two, and come no more.
        main.Add(new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray([.. agents.Select(b => b.DeepClone())]) });
        main.Add(new JsonObject { ["role"] = "user", ["content"] = new JsonArray([.. agents.Select(b => Result(b["id"]!.GetValue<string>(), false)["content"]![0]!.DeepClone())]) });
        await Round(tools, main, "Bash");
        Assert.Equal("end_turn", (await AskAll(emulator, tools, main, streamed)).StopReason);
        main.Add(Prompt("Again"));
        await Round(tools, main, "Bash");

        async Task Round(string offered, JsonArray messages, string tool)
        {
            var (blocks, stopReason) = await AskAll(emulator, offered, messages, streamed);
            Assert.Equal("tool_use", stopReason);
            Assert.Equal(tool, Assert.Single(blocks)["name"]!.GetValue<string>());
            messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray(blocks[0].DeepClone()) });
            messages.Add(Result(blocks[0]["id"]!.GetValue<string>(), withReminder: false));
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""[{"name":"Task"}]""")]
    public async Task A_request_that_offers_no_tool_of_its_own_is_answered_in_words(string tools)
    {
        await using var emulator = await RunningEmulator.Start(stores, Shape(new ReplyShape { Events = 3, Pace = TimeSpan.Zero, ToolUses = 2 }));

        var (blocks, stopReason) = await AskAll(emulator, tools, [Prompt("Title?")], streamed: true);

        Assert.Equal("end_turn", stopReason);
        Assert.Equal("text", Assert.Single(blocks)["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_fault_strikes_between_the_blocks_of_one_reply()
    {
        var plan = Shape(new ReplyShape { Events = 4, Pace = TimeSpan.Zero, ToolUses = 1, ParallelTools = 2 }) with { Faults = [new NoMessageStop { AfterEvents = 7 }] };
        await using var emulator = await RunningEmulator.Start(stores, plan);
        using var response = await emulator.Post("""{"model":"m","max_tokens":9,"stream":true,"tools":[{"name":"Bash"}],"messages":[{"role":"user","content":"x"}]}""");

        var events = await Events.Read(response, Stop);

        Assert.Equal(["message_start", "content_block_start", "ping", "content_block_delta", "content_block_delta", "content_block_stop", "content_block_start"], events.Select(e => e.Name));
        Assert.Equal(1, events[^1].Data.GetProperty("index").GetInt32());
    }

    [Fact]
    public async Task A_reply_that_is_not_streamed_asks_for_tools_as_well()
    {
        await using var emulator = await RunningEmulator.Start(stores, ReplyTests.Plan(4, 10, 0, toolUses: 1));
        using var response = await emulator.Post("""{"model":"m","max_tokens":9,"tools":[{"name":"Bash"}],"messages":[{"role":"user","content":"x"}]}""");
        var message = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Stop)).RootElement;

        Assert.Equal("tool_use", message.GetProperty("stop_reason").GetString());
        Assert.StartsWith("true # ", message.GetProperty("content")[0].GetProperty("input").GetProperty("command").GetString(), StringComparison.Ordinal);
    }

    private static async Task<(JsonNode Block, string StopReason)> Ask(RunningEmulator emulator, string tools, JsonArray messages)
    {
        var (blocks, stopReason) = await AskAll(emulator, tools, messages, streamed: true);
        return (Assert.Single(blocks), stopReason);
    }

    /// <summary>The blocks of a reply, put together as a client does.</summary>
    private static async Task<(List<JsonNode> Blocks, string StopReason)> AskAll(RunningEmulator emulator, string tools, JsonArray messages, bool streamed)
    {
        var body = new JsonObject { ["model"] = "m", ["stream"] = streamed, ["max_tokens"] = 9, ["messages"] = messages.DeepClone(), ["tools"] = JsonNode.Parse(tools) };
        using var response = await emulator.Post(body.ToJsonString());
        if (!streamed)
        {
            var message = JsonNode.Parse(await response.Content.ReadAsStringAsync(Stop))!;
            return ([.. message["content"]!.AsArray().Select(b => b!)], message["stop_reason"]!.GetValue<string>());
        }

        var events = await Events.Read(response, Stop);
        var blocks = new List<JsonNode>();
        var inputs = new List<string>();
        foreach (var (name, data) in events)
        {
            switch (name)
            {
                case "content_block_start":
                    Assert.Equal(blocks.Count, data.GetProperty("index").GetInt32());
                    blocks.Add(JsonNode.Parse(data.GetProperty("content_block").GetRawText())!);
                    inputs.Add("");
                    break;
                case "content_block_delta":
                    Assert.Equal(blocks.Count - 1, data.GetProperty("index").GetInt32());
                    inputs[^1] += data.GetProperty("delta").TryGetProperty("partial_json", out var part) ? part.GetString() : "";
                    break;
                case "content_block_stop":
                    Assert.Equal(blocks.Count - 1, data.GetProperty("index").GetInt32());
                    blocks[^1]["input"] = inputs[^1].Length > 0 ? JsonNode.Parse(inputs[^1]) : null;
                    break;
            }
        }

        return (blocks, events[^2].Data.GetProperty("delta").GetProperty("stop_reason").GetString()!);
    }

    private static EmulatorPlan Shape(ReplyShape shape) => new() { Id = "shape", Reply = shape };

    private static JsonObject Prompt(string text) => new() { ["role"] = "user", ["content"] = text };

    private static JsonObject Result(string id, bool withReminder)
    {
        var content = new JsonArray(new JsonObject { ["content"] = "ok", ["tool_use_id"] = id, ["type"] = "tool_result" });
        if (withReminder)
        {
            content.Add(new JsonObject { ["type"] = "text", ["text"] = "A reminder" });
        }

        return new JsonObject { ["content"] = content, ["role"] = "user" };
    }
}
