using Lab.Contracts;
using Lab.Coordinator.Clients;
using Lab.State;

namespace Lab.Coordinator.Fidelity;

/// <summary>Makes a report: scenario after scenario, the simulated session and then the real one, and leaves the emulator's plan as it was.</summary>
internal sealed class FidelityRun(OneSession sessions, LoadQueue queue, EmulatorClient emulator, TimeProvider clock)
{
    private static readonly TimeSpan ToPutBack = TimeSpan.FromSeconds(10);

    /// <summary>Makes it; what it can and cannot say grows scenario by scenario.</summary>
    /// <param name="report">The report as it begins.</param>
    /// <param name="scenarios">What is compared.</param>
    /// <param name="progress">Takes the report each time it has grown.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task Make(FidelityReport report, IReadOnlyList<Scenario> scenarios, Action<FidelityReport> progress, CancellationToken cancellation)
    {
        EmulatorPlan? before = null;
        try
        {
            if ((await queue.Workers()).Count == 0)
            {
                throw new ServiceCallException("No load-generator is running: there is nobody to run a session.");
            }

            before = (await emulator.Status(cancellation)).Plan;
            foreach (var scenario in scenarios)
            {
                report = await Compare(report, scenario, cancellation);
                progress(report);
            }

            report = report with { State = FidelityState.Done };
        }
        catch (Exception exception) when (exception is ServiceCallException or StoreUnavailableException or OperationCanceledException)
        {
            report = report with { State = FidelityState.Failed, Error = exception is OperationCanceledException ? "It was ended before all scenarios were compared." : exception.Message };
        }
        finally
        {
            report = await PutBack(report, before);
            progress(report with { State = report.State == FidelityState.Running ? FidelityState.Failed : report.State, EndedAt = clock.GetUtcNow() });
        }
    }

    private async Task<FidelityReport> Compare(FidelityReport report, Scenario scenario, CancellationToken cancellation)
    {
        var notes = new List<string>();
        var (simulated, reason) = await sessions.Run(report.Id, report.Client, scenario, LoadDriver.Simulated, cancellation);
        if (reason is not null)
        {
            notes.Add($"The simulated session was not run: {reason}");
        }

        Seen? real = null;
        if (report.WithoutReal is null)
        {
            (real, reason) = await sessions.Run(report.Id, report.Client, scenario, LoadDriver.ClaudeCli, cancellation);
            if (real is null && report.Real is null)
            {
                report = report with { WithoutReal = reason };
            }
            else if (real is null)
            {
                notes.Add($"The real client was not run: {reason}");
            }
            else
            {
                report = report with { Real = report.Real ?? real.Client };
                if (!real.IsOver)
                {
                    notes.Add("The real client tries for minutes, and was not waited for: its first attempts are compared.");
                }
            }
        }

        return report with { Scenarios = [.. report.Scenarios, new ScenarioComparison(scenario.Name, scenario.What, Comparison.Of(report.Client, scenario, simulated, real)) { Notes = notes }] };
    }

    private async Task<FidelityReport> PutBack(FidelityReport report, EmulatorPlan? plan)
    {
        if (plan is null)
        {
            return report;
        }

        // Also when the report was ended: the emulator must not go on with a fault of ours.
        using var limit = new CancellationTokenSource(ToPutBack, clock);
        try
        {
            await emulator.Plan(plan, limit.Token);
            return report;
        }
        catch (Exception exception) when (exception is ServiceCallException or OperationCanceledException)
        {
            return report with { State = FidelityState.Failed, Error = $"{report.Error} The emulator's plan could not be put back: {exception.Message}".Trim() };
        }
    }
}
