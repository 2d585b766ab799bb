using System.Net;
using System.Text.Json;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Lab.Contracts;
using Lab.Tests.ApiEmulator;
using Lab.Tests.Support;

namespace Lab.Tests.Judges.CSharp;

/// <summary>The official C# SDK takes the emulator for the API, and its errors for the API's.</summary>
public sealed class CSharpSdkTests(Stores stores)
{
    private static readonly ReplyShape Short = new() { Events = 6, EventBytes = 20, Pace = TimeSpan.FromMilliseconds(1) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_reads_a_stream_to_its_end()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan());
        using var client = Client(emulator.Address);

        var deltas = 0;
        await foreach (var streamed in client.Messages.CreateStreaming(Ask(Prompt), Stop))
        {
            deltas += streamed.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out _) ? 1 : 0;
        }

        var message = await client.Messages.CreateStreaming(Ask(Prompt), Stop).Aggregate();
        Assert.Equal(6, deltas);
        Assert.Equal(6 * 20, TextOf(message).Length);
        Assert.Equal(StopReason.EndTurn, message.StopReason?.Value());
        Assert.True(message.Usage.OutputTokens > 0);
    }

    [Fact]
    public async Task It_reads_a_whole_reply()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan());
        using var client = Client(emulator.Address);

        var message = await client.Messages.Create(Ask(Prompt), Stop);

        message.Validate();
        Assert.Equal(6 * 20, TextOf(message).Length);
        Assert.Equal(StopReason.EndTurn, message.StopReason?.Value());
    }

    [Fact]
    public async Task It_counts_tokens()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan());
        using var client = Client(emulator.Address);

        var counted = await client.Messages.CountTokens(new MessageCountTokensParams { Model = Model.ClaudeOpus5_5, Messages = [Prompt] }, Stop);

        Assert.True(counted.InputTokens > 0);
    }

    [Fact]
    public async Task It_goes_round_the_tool_loop()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan() with { Reply = Short with { ToolUses = 3 } });
        using var client = Client(emulator.Address);
        List<MessageParam> messages = [Prompt];
        List<string> commands = [];

        Message message;
        while ((message = await client.Messages.CreateStreaming(Ask([.. messages]), Stop).Aggregate()).StopReason?.Value() == StopReason.ToolUse)
        {
            var use = Assert.Single(message.Content).TryPickToolUse(out var picked) ? picked : throw new InvalidOperationException("It is no tool_use.");
            commands.Add(use.Input["command"].GetString()!);
            messages.Add(new AssistantMessageParam(new MessageContentParam([new ToolUseBlockParam { ID = use.ID, Name = use.Name, Input = use.Input }])));
            messages.Add(new UserMessageParam(new MessageContentParam([new ToolResultBlockParam(use.ID) { Content = "ok" }])));
        }

        Assert.Equal(3, commands.Count);
        Assert.All(commands, c => Assert.StartsWith("true # ", c, StringComparison.Ordinal));
        Assert.NotEmpty(TextOf(message));
    }

    public static TheoryData<FaultSpec, System.Type, int, string> Refusals => new()
    {
        { new Unauthorized(), typeof(AnthropicUnauthorizedException), 401, "authentication_error" },
        { new Forbidden(), typeof(AnthropicForbiddenException), 403, "permission_error" },
        { new RateLimit { RetryAfter = TimeSpan.FromSeconds(7) }, typeof(AnthropicRateLimitException), 429, "rate_limit_error" },
        { new InternalError(), typeof(Anthropic5xxException), 500, "api_error" },
        { new Overload(), typeof(AnthropicOverloadedException), 529, "overloaded_error" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task It_names_a_refusal_as_it_names_the_APIs(FaultSpec fault, System.Type type, int status, string kind)
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(fault));
        using var client = Client(emulator.Address);

        var thrown = await Assert.ThrowsAnyAsync<AnthropicApiException>(() => client.Messages.Create(Ask(Prompt), Stop));

        Assert.IsType(type, thrown);
        Assert.Equal((HttpStatusCode)status, thrown.StatusCode);
        Assert.Equal(kind, JsonDocument.Parse(thrown.ResponseBody).RootElement.GetProperty("error").GetProperty("type").GetString());
        Assert.StartsWith("req_", thrown.RequestID, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_waits_as_long_as_retry_after_says()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(new RateLimit { RetryAfter = TimeSpan.FromSeconds(2) }));
        using var client = Client(emulator.Address, maxRetries: 1);
        var started = TimeProvider.System.GetTimestamp();

        await Assert.ThrowsAsync<AnthropicRateLimitException>(() => client.Messages.Create(Ask(Prompt), Stop));

        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 1.9, 6);
        Assert.Equal(2, (await emulator.Status()).Requests);
    }

    [Fact]
    public async Task It_reports_a_reset_before_the_header_as_an_error_of_input_and_output()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(new ResetBeforeHeaders()));
        using var client = Client(emulator.Address);

        var thrown = await Assert.ThrowsAsync<AnthropicIOException>(() => client.Messages.Create(Ask(Prompt), Stop));

        Assert.Equal(HttpRequestError.Unknown, thrown.InnerException.HttpRequestError);
        Assert.IsType<IOException>(thrown.InnerException.InnerException);
    }

    [Fact]
    public async Task It_reports_a_cut_stream()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(new CutMidStream { AfterEvents = 3 }));
        using var client = Client(emulator.Address);

        await Assert.ThrowsAnyAsync<Exception>(async () => await client.Messages.CreateStreaming(Ask(Prompt), Stop).Aggregate());
    }

    [Fact]
    public async Task It_raises_an_error_event()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(new ErrorEvent { AfterEvents = 3, Type = "overloaded_error" }));
        using var client = Client(emulator.Address);

        var thrown = await Assert.ThrowsAsync<AnthropicSseException>(async () => await client.Messages.CreateStreaming(Ask(Prompt), Stop).Aggregate());

        Assert.Contains("overloaded_error", thrown.Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_let_go_when_it_aborts()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan() with { Reply = Short with { Events = 10_000, Pace = TimeSpan.FromMilliseconds(5) } });
        using var client = Client(emulator.Address);
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(Stop);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in client.Messages.CreateStreaming(Ask(Prompt), abort.Token))
            {
                await abort.CancelAsync();
            }
        });
        Assert.Equal(1, (await emulator.Status()).Requests);
    }

    private static MessageParam Prompt => new UserMessageParam("Hello");

    private static AnthropicClient Client(Uri url, int maxRetries = 0) => new() { ApiKey = "lab-no-key", BaseUrl = url.ToString(), MaxRetries = maxRetries };

    private static MessageCreateParams Ask(params IReadOnlyList<MessageParam> messages) => new()
    {
        Model = Model.ClaudeOpus5_5,
        MaxTokens = 1024,
        Messages = messages,
        Tools = [new Tool { Name = "Bash", InputSchema = new InputSchema { Properties = new Dictionary<string, JsonElement>() } }],
    };

    private static string TextOf(Message message) => string.Concat(message.Content.Select(b => b.TryPickText(out var text) ? text.Text : ""));

    private static EmulatorPlan Plan(params FaultSpec[] faults) => new() { Id = "judged", Reply = Short, Faults = faults };
}
