namespace Lab.Coordinator.Fidelity;

/// <summary>Puts what was measured, what the simulated session did and what the real one did side by side.</summary>
internal static class Comparison
{
    /// <summary>The points of a scenario that anybody says something about.</summary>
    public static IReadOnlyList<PointComparison> Of(string client, Scenario scenario, Seen? simulated, Seen? real) =>
        [.. Points.All.Select(point => Of(client, scenario, point, simulated, real)).OfType<PointComparison>()];

    private static PointComparison? Of(string client, Scenario scenario, string point, Seen? simulated, Seen? real)
    {
        var measured = Measured.Of(client, scenario.Name, point);
        var isFaulty = scenario.Faults.Count > 0;

        // Unmeasured, a point is of use where two sessions can be compared; how a request looks is compared once.
        if (measured is null && (real is null || !(isFaulty ? point is Points.Streamed or Points.Whole or Points.Text : point is Points.AtOnce && scenario.Subagents > 0)))
        {
            return null;
        }

        var did = simulated?.At(point, isFaulty);
        var really = real?.At(point, isFaulty);
        if (measured is null && did is null && really is null)
        {
            return null;
        }

        return new PointComparison(
            point,
            measured?.Words,
            Value(did, measured is not null ? measured.Judge : fact => really is null ? Mark.Unknown : fact.Shown == really.Shown ? Mark.Equal : Mark.Differs),
            Value(really, measured is not null ? fact => Judge(measured, fact, real!) : _ => Mark.Unknown));
    }

    /// <summary>A session that was not waited for has not made all its attempts: only its waits can be judged.</summary>
    private static Mark Judge(Expectation measured, Fact fact, Seen seen) => seen.IsOver || measured is Expectation.Waits ? measured.Judge(fact) : Mark.Unknown;

    private static PointValue Value(Fact? fact, Func<Fact, Mark> judge) => fact is null ? new PointValue(null, Mark.Unknown) : new PointValue(fact.Shown, judge(fact));
}
