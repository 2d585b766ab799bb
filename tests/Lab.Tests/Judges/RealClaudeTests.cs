using Lab.Contracts;
using Lab.Shell;
using Lab.Tests.ApiEmulator;
using Lab.Tests.LoadGenerator;
using Lab.Tests.Support;

namespace Lab.Tests.Judges;

/// <summary>The real command as the sessions of a lane, against the emulator: is it content, and is what it did told?</summary>
[Collection(RealClaude.Collection)]
public sealed class RealClaudeTests(Stores stores)
{
    private static readonly ReplyShape Short = new() { Events = 4, EventBytes = 20, Pace = TimeSpan.FromMilliseconds(1) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 0, 1, 0, 1)]
    [InlineData(2, 0, 1, 0, 1)]
    [InlineData(1, 2, 1, 0, 3)]
    [InlineData(2, 3, 1, 0, 4)]
    [InlineData(2, 1, 3, 0, 2)]
    [InlineData(1, 1, 1, 2, 6)]
    [InlineData(2, 1, 1, 2, 6)]
    public async Task A_session_makes_as_many_requests_as_the_workload_plans(int generation, int rounds, int tools, int subagents, int requests)
    {
        var claude = Clients.Claude(generation);
        await using var emulator = await RunningEmulator.Start(stores, Plan() with { Reply = Short with { ToolUses = rounds, ParallelTools = tools, Subagents = subagents, SubagentToolUses = 1 } });
        using var rig = new LoadRig(await stores.Open("garnet")) { Settings = { ClaudePath = claude } };

        var end = await rig.Run(LoadRig.Assignment(emulator.Address, Workload(generation) with { Turns = rounds + 1, ParallelTools = tools, Subagents = subagents }));

        Assert.True(end.FirstRefused is null, end.FirstRefused?.Failure?.Detail);
        Assert.Equal((requests, 0, 0), (end.Result.Calls, end.Result.Failures, end.Result.NotMade));
        var seen = (await Journal(emulator)).Where(r => r.Tools > 0).ToList();
        Assert.Equal(requests, seen.Count);
        Assert.All(seen, r => Assert.Equal(200, r.Status));
        Assert.All(seen, r => Assert.DoesNotContain(r.Headers, h => h.Value.Contains("lab-no-key", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_overload_is_met_three_times_and_its_text_is_the_one_really_printed()
    {
        var claude = Clients.Claude(2);
        await using var emulator = await RunningEmulator.Start(stores, Plan(new Overload()));
        using var rig = new LoadRig(await stores.Open("garnet")) { Settings = { ClaudePath = claude } };

        var end = await rig.Run(LoadRig.Assignment(emulator.Address, Workload(2)));

        var call = Assert.Single(end.Failures).Call;
        Assert.Equal(3, call.Attempts.Count);
        Assert.Equal((FailureLayer.Http, FailureKind.Overloaded), (call.Failure!.Layer, call.Failure.Kind));
        Assert.StartsWith("API Error: Repeated 529 Overloaded errors.", Assert.Single(call.WouldPrint).Text, StringComparison.Ordinal);
        Assert.Equal(3, (await Journal(emulator)).Count);
    }

    [Fact]
    public async Task A_lane_that_is_withdrawn_leaves_neither_a_process_nor_a_directory()
    {
        var claude = Clients.Claude(2);
        await using var emulator = await RunningEmulator.Start(stores, Plan(new Stall { For = TimeSpan.FromMinutes(5) }));
        using var rig = new LoadRig(await stores.Open("garnet")) { Settings = { ClaudePath = claude } };
        using var withdraw = CancellationTokenSource.CreateLinkedTokenSource(Stop);

        var lane = rig.Run(LoadRig.Assignment(emulator.Address, Workload(2)), withdraw.Token);
        while ((await emulator.Status()).Requests == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Stop);
        }

        var homes = Homes();
        var process = int.Parse(File.ReadAllText(Path.Combine(Assert.Single(homes), "process")).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(Processes.IsRunning(process));
        await withdraw.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lane);
        Assert.False(Processes.IsRunning(process));
        Assert.Empty(Homes());
    }

    /// <summary>This process's, of which this test alone has any: tests with the real command run one after another.</summary>
    private static string[] Homes() => Directory.GetDirectories(Path.GetTempPath(), $"lab-claude-{Environment.ProcessId}-*");

    private static async Task<IReadOnlyList<EmulatorRequest>> Journal(RunningEmulator emulator) =>
        (await System.Net.Http.Json.HttpClientJsonExtensions.GetFromJsonAsync<List<EmulatorRequest>>(emulator.Http, "/lab/requests", LabJson.Options, Stop))!;

    private static Workload Workload(int generation) => new() { Driver = LoadDriver.ClaudeCli, Client = $"claude-code-{generation}", Turns = 1 };

    private static EmulatorPlan Plan(params FaultSpec[] faults) => new() { Id = "judged", Reply = Short, Faults = faults, Journal = 100 };
}
