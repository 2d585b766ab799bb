using System.Text.Json;
using System.Text.Json.Nodes;
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
        var body = new JsonObject { ["model"] = "m", ["stream"] = true, ["max_tokens"] = 9, ["messages"] = messages.DeepClone(), ["tools"] = JsonNode.Parse(tools) };
        using var response = await emulator.Post(body.ToJsonString());
        var events = await Events.Read(response, Stop);
        var block = JsonNode.Parse(events[1].Data.GetProperty("content_block").GetRawText())!;
        var input = string.Concat(events.Where(e => e.Name == "content_block_delta" && e.Data.GetProperty("delta").GetProperty("type").GetString() == "input_json_delta")
            .Select(e => e.Data.GetProperty("delta").GetProperty("partial_json").GetString()));
        if (input.Length > 0)
        {
            block["input"] = JsonNode.Parse(input);
        }

        return (block, events[^2].Data.GetProperty("delta").GetProperty("stop_reason").GetString()!);
    }

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
