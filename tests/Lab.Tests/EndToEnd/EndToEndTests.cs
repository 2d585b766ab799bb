using System.Net.Sockets;
using Lab.Contracts;
using Lab.Shell;

namespace Lab.Tests.EndToEnd;

/// <summary>The lab's promises, held by the whole lab: real processes, a real store, real sockets.</summary>
[Collection(WholeLabCollection.Name)]
public sealed class EndToEndTests
{
    private static readonly TimeSpan RunLimit = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task A_known_fault_is_found_and_every_failed_call_keeps_its_trace_over_a_restart()
    {
        var data = WholeLab.NewDataDirectory();
        string runId;
        Call[] failed;
        await using (var lab = await WholeLab.Start(data))
        {
            runId = (await lab.Run("known-fault", seed: 1)).Id;
            var run = await lab.End(runId, RunLimit);

            Assert.Equal(RunState.Decided, run.State);
            Assert.Equal(Verdict.RaisesFailures, run.Arms.Single(a => a.Name == "resets").Verdict);
            Assert.Equal(0, run.Arms.Single(a => a.IsControl).Failures);

            failed = await lab.Get<Call[]>($"/api/runs/{runId}/failures");
            Assert.Equal(run.Arms.Sum(a => a.Failures), failed.Length);
            Assert.All(failed, c => Assert.Equal("headers · reset · ECONNRESET", c.Failure?.Signature));
            Assert.All(failed, c => Assert.Contains(c.WouldPrint, t => t.Text.Contains("Connection error.", StringComparison.Ordinal)));
            await EveryTraceNamesTheReset(lab, failed);
            Assert.Equal(0, await lab.Stop());
        }

        await using var again = await WholeLab.Start(data);
        Assert.Equal(RunState.Decided, (await again.Get<RunView>($"/api/runs/{runId}")).State);
        await EveryTraceNamesTheReset(again, failed);
    }

    [Fact]
    public async Task A_run_goes_on_after_the_coordinator_was_killed_with_no_call_twice_and_none_lost()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Starting the coordinator again as it was needs its environment from /proc.");
        await using var lab = await WholeLab.Start(WholeLab.NewDataDirectory());
        var run = await lab.Run("known-fault", seed: 2);
        await WholeLab.Until(async () => (await lab.Get<RunView>($"/api/runs/{run.Id}")).Progress.BlocksDone >= 1, RunLimit, () => lab.Log);
        await WholeLab.Until(async () => (await lab.Get<TrialView[]>($"/api/runs/{run.Id}/trials")).Any(t => t.Phase == TrialPhase.Loading), RunLimit, () => lab.Log);

        var coordinator = (await lab.Children()).Single(c => c.CommandLine.Contains("Lab.Coordinator.dll", StringComparison.Ordinal));
        using var restarted = KillAndRestart(coordinator.Id);
        await WholeLab.Until(lab.IsHealthy, TimeSpan.FromSeconds(60), () => lab.Log);
        var ended = await lab.End(run.Id, RunLimit);

        Assert.Equal(RunState.Decided, ended.State);
        var trials = (await lab.Get<TrialView[]>($"/api/runs/{run.Id}/trials")).Where(t => t.Void is null && t.Phase == TrialPhase.Done).ToList();
        Assert.All(trials, t => Assert.Equal(60, t.Calls));
        Assert.Equal(trials.Sum(t => t.Calls), ended.Arms.Sum(a => a.Calls));
        var failed = await lab.Get<Call[]>($"/api/runs/{run.Id}/failures");
        Assert.Equal(failed.Length, failed.DistinctBy(c => c.Id).Count());
        Assert.All(trials, t => Assert.Equal(t.Failures, failed.Count(c => c.TrialId == t.Id)));
        restarted.Kill();
    }

    [Fact]
    public async Task Stopping_the_lab_in_the_middle_of_a_vm_trial_leaves_no_process_and_no_port()
    {
        await using var lab = await WholeLab.Start(WholeLab.NewDataDirectory());
        var run = await lab.Run("vm-memory", seed: 3);
        await WholeLab.Until(async () => (await lab.Get<VmInventory>("/api/vms")).Vms.Any(v => v.State == VmState.Ready), RunLimit, () => lab.Log);
        var before = await ProcessesOf(lab, run.Id);
        Assert.NotEmpty(before);

        Assert.Equal(0, await lab.Stop());

        Assert.DoesNotContain(before, Processes.IsAlive);
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", lab.Port, TestContext.Current.CancellationToken);
        });
    }

    [Fact]
    public async Task A_vm_experiment_ends_within_two_minutes_and_says_what_it_was_that_ran()
    {
        await using var lab = await WholeLab.Start(WholeLab.NewDataDirectory());

        var run = await lab.End((await lab.Run("vm-memory", seed: 4)).Id, RunLimit);

        Assert.True(run.State is RunState.Decided or RunState.Inconclusive, run.Error);
        Assert.NotEqual(Verdict.RaisesFailures, run.Arms.Single(a => !a.IsControl).Verdict);
        Assert.Contains(run.Scope, s => s.Contains("loopback", StringComparison.Ordinal));
        var backend = (await lab.Get<VmInventory>("/api/vms")).Backend;
        Assert.Contains(run.Scope, s => s.Contains(backend.Name, StringComparison.Ordinal));
        Assert.Empty((await lab.Get<VmInventory>("/api/vms")).Vms);
    }

    [Fact]
    public async Task A_run_that_is_stopped_is_undone_and_the_next_one_begins()
    {
        await using var lab = await WholeLab.Start(WholeLab.NewDataDirectory());
        var first = await lab.Run("vm-memory", seed: 5);
        var second = await lab.Run("known-fault", seed: 5);
        await WholeLab.Until(async () => (await lab.Get<VmInventory>("/api/vms")).Vms.Count > 0, RunLimit, () => lab.Log);

        await lab.Http.DeleteAsync($"/api/runs/{first.Id}", TestContext.Current.CancellationToken);

        var stopped = await lab.End(first.Id, TimeSpan.FromSeconds(60));
        Assert.Equal(RunState.Stopped, stopped.State);
        Assert.Empty((await lab.Get<VmInventory>("/api/vms")).Vms);
        Assert.Equal(RunState.Decided, (await lab.End(second.Id, RunLimit)).State);
    }

    private static async Task EveryTraceNamesTheReset(WholeLab lab, Call[] failed)
    {
        Assert.NotEmpty(failed);
        foreach (var call in failed)
        {
            // Services hand in their spans within a second of the call's end.
            SpanRecord[] spans = [];
            await WholeLab.Until(
                async () =>
                {
                    using var response = await lab.Http.GetAsync($"/api/traces/{call.TraceId}");
                    spans = response.IsSuccessStatusCode ? await lab.Get<SpanRecord[]>($"/api/traces/{call.TraceId}") : [];
                    return spans.Any(s => s.Service == "load-generator") && spans.Any(s => s.Service == "api-emulator");
                },
                TimeSpan.FromSeconds(5),
                () => $"Trace {call.TraceId} has spans of {string.Join(", ", spans.Select(s => s.Service).Distinct())}");
            Assert.Contains(spans, s => s.Service == "api-emulator" && s.Attributes.GetValueOrDefault("lab.fault.kind") == "reset-before-headers");
            Assert.Contains(spans, s => s.Service == "load-generator" && s.Attributes.GetValueOrDefault("lab.failure.errno") == "ECONNRESET");
        }
    }

    private static async Task<IReadOnlyList<int>> ProcessesOf(WholeLab lab, string runId)
    {
        var children = (await lab.Children()).Select(c => c.Id).ToList();

        // A VM has a session of its own, and may have been handed to init.
        var all = await new CommandRunner(TimeProvider.System).Run(new Command("ps", "-Ao", "pid=,command="), CancellationToken.None);
        children.AddRange(all.Output.Split('\n')
            .Where(l => l.Contains(VmNames.For(runId, 0), StringComparison.Ordinal))
            .Select(l => int.Parse(l.Trim().Split(' ')[0])));
        return [.. children.Distinct()];
    }

    /// <summary>Kills the coordinator and starts it again as it was: the same command, directory and environment.</summary>
    internal static ServiceProcess KillAndRestart(int processId)
    {
        var words = File.ReadAllText($"/proc/{processId}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var directory = new FileInfo($"/proc/{processId}/cwd").ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        var environment = File.ReadAllText($"/proc/{processId}/environ").Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => (string?)v[1]);
        Processes.Signal(processId, PosixSignal.Kill);
        return ServiceProcess.Start(new Command(words[0], words[1..]) { Environment = environment, WorkingDirectory = directory }, _ => { });
    }
}
