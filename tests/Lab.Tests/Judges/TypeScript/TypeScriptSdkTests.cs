using Lab.Contracts;
using Lab.Tests.ApiEmulator;
using Lab.Tests.Support;

namespace Lab.Tests.Judges.TypeScript;

/// <summary>The official TypeScript SDK takes the emulator for the API, and its errors for the API's.</summary>
public sealed class TypeScriptSdkTests(Stores stores)
{
    private static readonly ReplyShape Short = new() { Events = 6, EventBytes = 20, Pace = TimeSpan.FromMilliseconds(1) };

    [Fact]
    public async Task It_reads_a_stream_to_its_end()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan());

        var said = await TypeScriptJudge.Ask(emulator.Address, "stream");

        Assert.Null(said.Error);
        Assert.Equal(6 * 20, said.Text?.Length);
        Assert.Equal(6, said.Deltas);
        Assert.Equal("end_turn", said.StopReason);
        Assert.True(said.OutputTokens > 0);
        Assert.Single(said.Attempts);
    }

    [Fact]
    public async Task It_reads_a_whole_reply()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan());

        var said = await TypeScriptJudge.Ask(emulator.Address, "whole");

        Assert.Null(said.Error);
        Assert.Equal(6 * 20, said.Text?.Length);
        Assert.Equal("end_turn", said.StopReason);
    }

    [Fact]
    public async Task It_goes_round_the_tool_loop()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan() with { Reply = Short with { ToolUses = 3 } });

        var said = await TypeScriptJudge.Ask(emulator.Address, "tools");

        Assert.Null(said.Error);
        Assert.Equal("end_turn", said.StopReason);
        Assert.Equal(3, said.Commands?.Count);
        Assert.All(said.Commands!, c => Assert.StartsWith("true # ", Assert.Single(c), StringComparison.Ordinal));
        Assert.Equal(4, said.Attempts.Count);
    }

    [Fact]
    public async Task It_is_let_go_when_it_aborts()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan() with { Reply = Short with { Events = 10_000, Pace = TimeSpan.FromMilliseconds(5) } });

        var said = await TypeScriptJudge.Ask(emulator.Address, "abort");

        Assert.Equal("APIUserAbortError", said.Error?.Type);
        Assert.Equal("Request was aborted.", said.Error?.Message);
    }

    public static TheoryData<FaultSpec, string, int, string> Refusals => new()
    {
        { new Unauthorized(), "AuthenticationError", 401, "authentication_error" },
        { new Forbidden(), "PermissionDeniedError", 403, "permission_error" },
        { new RateLimit { RetryAfter = TimeSpan.FromSeconds(7) }, "RateLimitError", 429, "rate_limit_error" },
        { new InternalError(), "InternalServerError", 500, "api_error" },
        { new Overload(), "OverloadedError", 529, "overloaded_error" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task It_names_a_refusal_as_it_names_the_APIs(FaultSpec fault, string type, int status, string kind)
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(fault));

        var error = (await TypeScriptJudge.Ask(emulator.Address, "stream")).Error;

        Assert.NotNull(error);
        Assert.Equal((type, true, status, kind), (error.Type, error.IsApiError, error.Status, error.Kind));
        Assert.StartsWith("req_", error.RequestId, StringComparison.Ordinal);
        Assert.StartsWith($"{status} {{", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<FaultSpec, string> Broken => new()
    {
        { new ResetBeforeHeaders(), "ECONNRESET" },
        { new CloseBeforeHeaders(), "UND_ERR_SOCKET" },
    };

    [Theory, MemberData(nameof(Broken))]
    public async Task It_says_Connection_error_for_whatever_breaks_before_the_header(FaultSpec fault, string code)
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(fault));

        var error = (await TypeScriptJudge.Ask(emulator.Address, "stream")).Error;

        Assert.NotNull(error);
        Assert.Equal(("APIConnectionError", "Connection error."), (error.Type, error.Message));
        Assert.Contains(code, error.Causes);
    }

    [Fact]
    public async Task It_says_Connection_error_when_nothing_listens()
    {
        var error = (await TypeScriptJudge.Ask(new Uri($"http://127.0.0.1:{FreePort.Next()}"), "stream")).Error;

        Assert.NotNull(error);
        Assert.Equal(("APIConnectionError", "Connection error."), (error.Type, error.Message));
        Assert.Contains("ECONNREFUSED", error.Causes);
    }

    [Fact]
    public async Task It_says_terminated_when_the_stream_is_cut()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(new CutMidStream { AfterEvents = 3 }));

        var said = await TypeScriptJudge.Ask(emulator.Address, "stream", maxRetries: 2);

        Assert.Equal("terminated", said.Error?.Message);
        Assert.False(said.Error?.IsConnectionError);
        Assert.Single(said.Attempts);
    }

    [Fact]
    public async Task It_raises_an_error_event_as_an_error_of_the_API()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(new ErrorEvent { AfterEvents = 3, Type = "overloaded_error" }));

        var error = (await TypeScriptJudge.Ask(emulator.Address, "stream")).Error;

        Assert.NotNull(error);
        Assert.True(error.IsApiError);
        Assert.Null(error.Status);
        Assert.Contains("overloaded_error", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_tries_again_twice_and_a_little_sooner_than_the_doubled_half_second()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(new Overload()));

        var said = await TypeScriptJudge.Ask(emulator.Address, "stream", maxRetries: 2);

        Assert.Equal(529, said.Error?.Status);
        Assert.Equal(3, said.Attempts.Count);

        // The waits are a share of 0.75 to 1 of half a second and of a second; a busy machine only makes them longer.
        Assert.InRange(said.Attempts[1] - said.Attempts[0], 370, 2_000);
        Assert.InRange(said.Attempts[2] - said.Attempts[1], 745, 3_000);
    }

    [Fact]
    public async Task It_waits_as_long_as_retry_after_says()
    {
        await using var emulator = await RunningEmulator.Start(stores, Plan(new RateLimit { RetryAfter = TimeSpan.FromSeconds(2) }));

        var said = await TypeScriptJudge.Ask(emulator.Address, "whole", maxRetries: 1);

        Assert.Equal(429, said.Error?.Status);
        Assert.Equal(2, said.Attempts.Count);
        Assert.InRange(said.Attempts[1] - said.Attempts[0], 1_990, 4_000);
    }

    private static EmulatorPlan Plan(params FaultSpec[] faults) => new() { Id = "judged", Reply = Short, Faults = faults };
}
