using System.Net.Http.Json;
using Lab.Contracts;
using Lab.Shell;
using Lab.Tests.EndToEnd;

namespace Lab.Tests.Coordinator.Factors;

/// <summary>The factor in a run of the whole lab.</summary>
[Collection(WholeLabCollection.Name)]
public sealed class BallastRunTests
{
    private const string Definition = """
        name: small-ballast
        question: Does a little load matter?
        workload: { calls: 20, turns: 5, parallel: 4, tool-time: 5ms..20ms, reply: { events: 5, pace: 2ms } }
        design: { max-blocks: 4, settle: 50ms, wash-out: 50ms }
        arms:
          without: { control: true }
          with-ballast:
            ballast: { memory: 64MiB, cores: 0.2 }
        """;

    private static readonly TimeSpan RunLimit = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task A_run_with_a_ballast_ends_says_that_it_was_a_sham_and_leaves_none()
    {
        await using var lab = await WholeLab.Start(WholeLab.NewDataDirectory());
        var run = await Begin(lab);
        await WholeLab.Until(async () => (await Ballasts(lab)).Count == 1, RunLimit, () => lab.Log);

        var ended = await lab.End(run.Id, RunLimit);

        Assert.True(ended.State is RunState.Decided or RunState.Inconclusive, ended.Error);
        Assert.Contains(ended.Scope, s => s.Contains("A ballast of 64 MiB and 0.2 cores, no VM, was a sham", StringComparison.Ordinal));
        Assert.All(await lab.Get<TrialView[]>($"/api/runs/{run.Id}/trials"), t => Assert.Null(t.Void));
        Assert.Empty(await Ballasts(lab));
    }

    [Fact]
    public async Task A_ballast_is_undone_by_the_next_life_of_a_killed_coordinator()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Starting the coordinator again as it was needs its environment from /proc.");
        await using var lab = await WholeLab.Start(WholeLab.NewDataDirectory());
        var run = await Begin(lab);
        await WholeLab.Until(async () => (await Ballasts(lab)).Count == 1, RunLimit, () => lab.Log);

        var coordinator = (await lab.Children()).Single(c => c.CommandLine.Contains("Lab.Coordinator.dll", StringComparison.Ordinal));
        using var restarted = EndToEndTests.KillAndRestart(coordinator.Id);
        await WholeLab.Until(lab.IsHealthy, TimeSpan.FromSeconds(60), () => lab.Log);
        var ended = await lab.End(run.Id, RunLimit);

        Assert.True(ended.State is RunState.Decided or RunState.Inconclusive, ended.Error);
        Assert.Empty(await Ballasts(lab));
        restarted.Kill();
    }

    private static async Task<RunView> Begin(WholeLab lab)
    {
        using var response = await lab.Http.PostAsJsonAsync("/api/runs", new { definition = Definition, seed = 6 }, LabJson.Options, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (await response.Content.ReadFromJsonAsync<RunView>(LabJson.Options, TestContext.Current.CancellationToken))!;
    }

    /// <summary>The ballasts of this lab's vm-controller, by the system's own list.</summary>
    private static async Task<IReadOnlyList<string>> Ballasts(WholeLab lab)
    {
        var controller = (await lab.Children()).Single(c => c.CommandLine.Contains("Lab.VmController.dll", StringComparison.Ordinal)).Id;
        var all = await new CommandRunner(TimeProvider.System).Run(new Command("ps", "-Ao", "command="), CancellationToken.None);
        return [.. all.Output.Split('\n').Where(l => l.TrimEnd().EndsWith($"Lab.Ballast --memory-mib 64 --cores 0.2 --parent {controller}", StringComparison.Ordinal))];
    }
}
