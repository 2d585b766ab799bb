using Lab.Contracts;
using Lab.Coordinator.Clients;
using Lab.State;

namespace Lab.Coordinator.Fidelity;

/// <summary>Runs one session by a load-generator, under a plan of its own, and tells what was seen of it.</summary>
internal sealed class OneSession(LoadQueue queue, EmulatorClient emulator, TimeProvider clock)
{
    /// <summary>The emulator keeps so many requests; no scenario makes as many.</summary>
    private const int Journal = 200;

    private const double ShortTime = 0.02;
    private const int FewRetries = 2;
    private const long Seed = 7;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Of the generation that retries for three minutes the first waits are enough.</summary>
    private static readonly TimeSpan Glimpse = TimeSpan.FromSeconds(8);

    /// <summary>What a withdrawn session sends last must not be taken for the next one's.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);

    /// <summary>Runs it.</summary>
    /// <param name="runId">The report's id.</param>
    /// <param name="client">The client.</param>
    /// <param name="scenario">What it meets.</param>
    /// <param name="driver">Simulated or real.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What was seen, or null and why it could not be run.</returns>
    public async Task<(Seen? Seen, string? Reason)> Run(string runId, string client, Scenario scenario, LoadDriver driver, CancellationToken cancellation)
    {
        var isReal = driver == LoadDriver.ClaudeCli;
        var retriesForLong = scenario.IsRetried && client == ClientNames.ClaudeCode1;
        var trialId = $"{runId}-{scenario.Name}-{(isReal ? "real" : "simulated")}";
        await emulator.Plan(new EmulatorPlan { Id = trialId, Seed = Seed, Faults = scenario.Faults, Reply = scenario.Reply, Journal = Journal }, cancellation);

        var workload = new Workload
        {
            Driver = driver,
            Client = client,
            Turns = scenario.Rounds + 1,
            ParallelTools = scenario.Tools,
            Subagents = scenario.Subagents,
            MaxRetries = scenario.IsRetried && client == ClientNames.ClaudeCode2 ? FewRetries : null,
            TimeScale = retriesForLong && !isReal ? ShortTime : 1,
            Parallel = 1,
            Reply = scenario.Reply,
        };
        workload = workload with { Calls = workload.CallsPerSession };
        var isOver = await Wait(trialId, Assignment(runId, trialId, workload, await Target(cancellation)), isGlimpsed: retriesForLong && isReal, cancellation);

        var calls = (await queue.Failures(runId)).Where(c => c.TrialId == trialId).ToList();
        if (calls.FirstOrDefault(c => c.Failure?.Kind == FailureKind.Cancelled) is { } refused)
        {
            return (null, refused.Failure!.Detail);
        }

        calls.AddRange((await queue.Results(trialId)).SelectMany(r => r.Sample));
        return (new Seen(await emulator.Requests(cancellation), calls, isOver, workload.TimeScale, isReal), null);
    }

    /// <summary>True when the session came to its end by itself.</summary>
    private async Task<bool> Wait(string trialId, LoadAssignment assignment, bool isGlimpsed, CancellationToken cancellation)
    {
        await queue.Assign(trialId, [assignment]);
        var started = clock.GetTimestamp();
        var limit = Limit;
        try
        {
            while (await queue.ResultCount(trialId) == 0)
            {
                // Counted from its first request: a busy host takes its time to start the client.
                if (isGlimpsed && limit != Glimpse && (await emulator.Status(cancellation)).Requests > 0)
                {
                    started = clock.GetTimestamp();
                    limit = Glimpse;
                }

                if (clock.GetElapsedTime(started) > limit)
                {
                    await queue.Withdraw(trialId);
                    await Task.Delay(Settle, clock, cancellation);
                    return false;
                }

                await Task.Delay(Look, clock, cancellation);
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            await queue.Withdraw(trialId);
            throw;
        }
    }

    private async Task<Target> Target(CancellationToken cancellation) =>
        new() { Kind = TargetKind.Emulator, Url = (await emulator.Status(cancellation)).Http ?? emulator.Url };

    private static LoadAssignment Assignment(string runId, string trialId, Workload workload, Target target) => new()
    {
        Id = $"{trialId}/0", RunId = runId, TrialId = trialId, Arm = "fidelity", Lane = 0, Sessions = 1, Seed = Seed, Workload = workload, Target = target,
    };
}
