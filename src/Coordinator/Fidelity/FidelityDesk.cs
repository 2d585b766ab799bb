using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Lab.Coordinator.Runs;
using Lab.State;

namespace Lab.Coordinator.Fidelity;

/// <summary>The report that cannot be made now, and why.</summary>
internal sealed class FidelityBusyException(string message) : Exception(message);

/// <summary>Takes requests for reports, one at a time, and keeps the latest.</summary>
internal sealed class FidelityDesk(FidelityRun run, EmulatorTurn turn, RunStore runs, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<FidelityDesk> logger)
{
    private volatile FidelityReport? _latest;

    /// <summary>The latest report, finished or not; null before the first.</summary>
    public FidelityReport? Latest => _latest;

    /// <summary>Begins a report.</summary>
    /// <exception cref="BadRunException">What was asked for is not known; it names every fault at once.</exception>
    /// <exception cref="FidelityBusyException">An experiment or another report is at work.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The turn is given back by the report when it ends.")]
    public async Task<FidelityReport> Begin(string? client, IReadOnlyList<string>? names)
    {
        var scenarios = Read(client, names);
        if (await runs.Next() is { } runId)
        {
            throw new FidelityBusyException($"Run {runId} is under way or waits its turn, and the emulator can follow one plan only. Wait for its end, or stop it.");
        }

        var taken = turn.TryTake() ?? throw new FidelityBusyException("The emulator follows another plan at this moment: a run has just begun, or a report is being made. Wait for its end.");
        var now = clock.GetUtcNow();
        var report = new FidelityReport
        {
            Id = $"fidelity-{now:yyyyMMdd-HHmmss}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}",
            Client = client!,
            State = FidelityState.Running,
            StartedAt = now,
            Planned = scenarios.Count,
        };
        _latest = report;
        _ = Task.Run(() => Make(report, scenarios, taken), CancellationToken.None);
        return report;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Nobody waits for this task: what goes wrong in it must show in the report.")]
    private async Task Make(FidelityReport report, IReadOnlyList<Scenario> scenarios, IDisposable taken)
    {
        try
        {
            await run.Make(report, scenarios, grown => _latest = grown, lifetime.ApplicationStopping);
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "The fidelity report {Report} ended by an error of the lab's own.", report.Id);
            _latest = (_latest ?? report) with { State = FidelityState.Failed, Error = $"An error of the lab's own: {exception.Message}", EndedAt = clock.GetUtcNow() };
        }
        finally
        {
            taken.Dispose();
        }
    }

    private static IReadOnlyList<Scenario> Read(string? client, IReadOnlyList<string>? names)
    {
        var faults = new List<string>();
        if (client is null || !Measured.Clients.Contains(client))
        {
            faults.Add($"'client: {client}' must be one that was measured: {string.Join(", ", Measured.Clients)}.");
        }

        foreach (var name in names ?? [])
        {
            if (Scenario.All.All(s => s.Name != name))
            {
                faults.Add($"There is no scenario '{name}'. There are: {string.Join(", ", Scenario.All.Select(s => s.Name))}.");
            }
        }

        return faults.Count > 0 ? throw new BadRunException(faults) : [.. Scenario.All.Where(s => names is null or [] || names.Contains(s.Name))];
    }
}
