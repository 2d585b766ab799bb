using Lab.Contracts;

namespace Lab.Coordinator.Fidelity;

/// <summary>A report in words, for the page and for Markdown.</summary>
internal static class FidelityWords
{
    public static string Of(PointValue value) => value is { Value: null } ? "" : value.Mark == Mark.Unknown ? "not compared" : Words.Kebab(value.Mark).Replace('-', ' ');

    public static string Headline(FidelityReport report) => report.State switch
    {
        FidelityState.Running => $"{report.Scenarios.Count} of {report.Planned} scenarios are compared so far.",
        FidelityState.Failed => $"The report was not finished: {report.Error}",
        _ when report.SimulatedDiffers == 0 => $"The simulated client does what was measured, at every point of {report.Scenarios.Count} scenarios.",
        _ => $"The simulated client differs from what was measured at {report.SimulatedDiffers} of {report.Scenarios.Sum(s => s.Points.Count(p => p.Simulated.Mark != Mark.Unknown))} points.",
    };

    public static string AboutReal(FidelityReport report) => report switch
    {
        { Real: { } real, RealDiffers: 0 } => $"The real client, {real}, does what was measured.",
        { Real: { } real } => $"The real client, {real}, differs from what was measured at {report.RealDiffers} points: the measurement is of another version, another system or another moment.",
        { WithoutReal: { } reason } => $"No real client was run: {reason}",
        _ => "No real client was run yet.",
    };
}
