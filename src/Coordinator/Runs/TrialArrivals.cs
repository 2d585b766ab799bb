using Lab.Analysis.Design;
using Lab.Contracts;

namespace Lab.Coordinator.Runs;

/// <summary>When the sessions of a trial begin, where they arrive by themselves.</summary>
internal static class TrialArrivals
{
    /// <summary>An offset for each session, rising from zero.</summary>
    /// <param name="arrival">A ramp or a Poisson process.</param>
    /// <param name="sessions">How many sessions.</param>
    /// <param name="seed">What a Poisson process is drawn from.</param>
    public static IReadOnlyList<TimeSpan> Offsets(Arrival arrival, int sessions, long seed)
    {
        if (arrival is { Kind: ArrivalKind.Ramp, Over: { } over })
        {
            return [.. Enumerable.Range(0, sessions).Select(i => over * i / sessions)];
        }

        var random = SeededRandom.Of(seed, "arrivals");
        var at = TimeSpan.Zero;
        var offsets = new List<TimeSpan>(sessions);
        for (var session = 0; session < sessions; session++)
        {
            offsets.Add(at);
            at += TimeSpan.FromSeconds(-Math.Log(1 - random.NextDouble()) / arrival.PerSecond!.Value);
        }

        return offsets;
    }
}
