using Lab.Contracts;
using Lab.Coordinator.Clients;
using Lab.Coordinator.Fidelity;
using Lab.State;
using Lab.Tests.ApiEmulator;
using Lab.Tests.Judges;
using Lab.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace Lab.Tests.Coordinator.Fidelity;

/// <summary>The simulated clients held against the measurements and the real command, by the services as they ship.</summary>
[Collection(RealClaude.Collection)]
public sealed class FidelityTests(Stores stores)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_simulated_client_and_the_real_one_do_what_was_measured()
    {
        var report = await Make("claude-code-2", Clients.Claude(2), "one-prompt", "three-tools-at-once", "overload");

        Assert.Equal((FidelityState.Done, null), (report.State, report.Error));
        Assert.Equal("claude-cli/2.1.330", report.Real);
        Assert.All(report.Scenarios, s => Assert.Empty(s.Notes));
        AssertNoneDiffers(report, p => p.Simulated);
        AssertRealIsAsMeasured(report);
        Assert.Contains(report.Scenarios.Single(s => s.Name == "overload").Points, p => p.Name == Points.Waits && p.Real.Value is not null && p.Simulated.Mark == Mark.InRange);
    }

    [Fact]
    public async Task A_client_that_tries_for_minutes_is_simulated_in_short_time_and_not_waited_for()
    {
        var report = await Make("claude-code-1", Clients.Claude(1), "reset");

        var scenario = Assert.Single(report.Scenarios);
        Assert.Contains("not waited for", Assert.Single(scenario.Notes), StringComparison.Ordinal);
        var whole = scenario.Points.Single(p => p.Name == Points.Whole);
        Assert.Equal(("11", Mark.Equal), (whole.Simulated.Value, whole.Simulated.Mark));
        Assert.EndsWith("so far", whole.Real.Value, StringComparison.Ordinal);
        Assert.NotNull(scenario.Points.Single(p => p.Name == Points.Waits).Real.Value);
        AssertNoneDiffers(report, p => p.Simulated);
        AssertRealIsAsMeasured(report);
    }

    [Fact]
    public async Task Without_a_real_client_the_report_says_so_and_compares_the_rest()
    {
        var report = await Make("claude-code-2", "/nowhere/claude", "one-prompt", "unauthorized");

        Assert.Equal(FidelityState.Done, report.State);
        Assert.Contains("LoadGenerator:ClaudePath", report.WithoutReal, StringComparison.Ordinal);
        Assert.Equal(2, report.Scenarios.Count);
        Assert.All(report.Scenarios.SelectMany(s => s.Points), p => Assert.Null(p.Real.Value));
        Assert.Contains("/nowhere/claude", FidelityMarkdown.Of(report), StringComparison.Ordinal);
        AssertNoneDiffers(report, p => p.Simulated);
    }

    [Fact]
    public async Task Without_a_load_generator_the_report_fails_with_the_reason()
    {
        await using var emulator = await RunningEmulator.Start(stores);
        var store = await stores.Open("garnet");

        var report = await Run(emulator, store, "claude-code-2", "one-prompt");

        Assert.Equal(FidelityState.Failed, report.State);
        Assert.Contains("No load-generator is running", report.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7", Mark.Equal)]
    [InlineData("8", Mark.Differs)]
    public void A_number_is_the_one_that_was_measured_or_differs(string seen, Mark mark) =>
        Assert.Equal(mark, new Expectation.Exactly(7).Judge(Fact.Of(double.Parse(seen, System.Globalization.CultureInfo.InvariantCulture))));

    [Fact]
    public void Waits_are_compared_as_far_as_they_go()
    {
        var expected = new Expectation.Waits((0.5, 0.63), (1, 1.25), (2, 2.5));

        Assert.Equal(Mark.InRange, expected.Judge(new Fact("", 0.6, 1.3)));
        Assert.Equal(Mark.Differs, expected.Judge(new Fact("", 0.6, 0.6)));
        Assert.Equal(Mark.Differs, expected.Judge(new Fact("")));
    }

    [Fact]
    public void An_ellipsis_stands_for_what_follows()
    {
        Assert.Equal(Mark.Equal, new Expectation.Text("API Error: 500…").Judge(new Fact("API Error: 500 Internal server error")));
        Assert.Equal(Mark.Differs, new Expectation.Text("API Error: 500").Judge(new Fact("API Error: 500 Internal server error")));
    }

    private async Task<FidelityReport> Make(string client, string claude, params string[] scenarios)
    {
        var prefix = $"test-{Guid.NewGuid():N}";
        await using var emulator = await RunningEmulator.Start(stores);
        await using var store = await LabStore.Open(stores.Garnet, prefix);
        WebApplication generator = Lab.LoadGenerator.Program.Build(["--urls", "http://127.0.0.1:0", $"--ConnectionStrings:redis={stores.Garnet}", $"--Lab:StorePrefix={prefix}", $"--LoadGenerator:ClaudePath={claude}", "--Logging:LogLevel:Default=Warning"]);
        await generator.StartAsync(Stop);
        try
        {
            var queue = new LoadQueue(store);
            while ((await queue.Workers()).Count == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Stop);
            }

            return await Run(emulator, store, client, scenarios);
        }
        finally
        {
            await generator.StopAsync(CancellationToken.None);
            await generator.DisposeAsync();
        }
    }

    /// <summary>Whatever comes of it, the emulator goes on as before.</summary>
    private static async Task<FidelityReport> Run(RunningEmulator emulator, LabStore store, string client, params string[] scenarios)
    {
        var before = await emulator.Set(new EmulatorPlan { Id = "before", Faults = [new Overload { Probability = 0.25 }] });
        using var http = new HttpClient { BaseAddress = emulator.Address };
        var queue = new LoadQueue(store);
        var control = new EmulatorClient(http);
        var chosen = Scenario.All.Where(s => scenarios.Contains(s.Name)).ToList();
        var report = new FidelityReport { Id = $"fidelity-{Guid.NewGuid():N}", Client = client, State = FidelityState.Running, StartedAt = TimeProvider.System.GetUtcNow(), Planned = chosen.Count };

        await new FidelityRun(new OneSession(queue, control, TimeProvider.System), queue, control, TimeProvider.System).Make(report, chosen, grown => report = grown, Stop);

        var after = await emulator.Status();
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(before.Plan, LabJson.Options), System.Text.Json.JsonSerializer.Serialize(after.Plan, LabJson.Options));
        Assert.NotNull(report.EndedAt);
        return report;
    }

    /// <summary>The real client's waits are the times between its requests as the emulator saw them: a busy machine makes them longer than they were measured, never shorter.</summary>
    private static void AssertRealIsAsMeasured(FidelityReport report)
    {
        var points = report.Scenarios.SelectMany(s => s.Points).ToList();
        Assert.DoesNotContain(points, p => p.Name != Points.Waits && p.Real.Mark == Mark.Differs);
        foreach (var waits in points.Where(p => p is { Name: Points.Waits, Measured: not null, Real.Value: not null }))
        {
            var seen = Seconds(waits.Real.Value!);
            Assert.NotEmpty(seen);
            Assert.All(seen.Zip(Seconds(waits.Measured!)), wait => Assert.InRange(wait.First, wait.Second - 0.01, double.MaxValue));
        }
    }

    /// <summary>Of <c>0.5–0.63 · 1–1.25</c> the least of each.</summary>
    private static List<double> Seconds(string text) =>
        [.. text.Split('·').Select(t => t.Split('–')[0].Trim()).Where(t => t.Length > 0 && char.IsDigit(t[0])).Select(t => double.Parse(new string([.. t.TakeWhile(c => char.IsDigit(c) || c == '.')]), System.Globalization.CultureInfo.InvariantCulture))];

    private static void AssertNoneDiffers(FidelityReport report, Func<PointComparison, PointValue> of) => Assert.Empty(report.Scenarios
        .SelectMany(s => s.Points.Where(p => of(p).Mark == Mark.Differs).Select(p => $"{s.Name}, {p.Name}: measured {p.Measured}, seen {of(p).Value}")));
}
