using Lab.Contracts;
using Lab.Coordinator.Pages.Parts;

namespace Lab.Coordinator.Pages.Calls;

/// <summary>Says how far an attempt came, and names its phases in order with how long each took.</summary>
internal static class PhaseReached
{
    /// <summary>The last thing that is known to have worked.</summary>
    public static string Of(Attempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);

        return attempt switch
        {
            { Events: > 0 } => $"{Human.Count(attempt.Events, "event")} received",
            { Status: { } status } => $"HTTP {status}",
            { Phases.Headers: not null } => "header received",
            { Phases.Write: not null } => "request sent",
            { Phases.Tls: not null } => "TLS up",
            { Connection.RequestsBefore: > 0 } => "on a pooled connection",
            { Phases.Connect: not null } => "connected",
            { Phases.Dns: not null } => "name resolved",
            _ => "nothing yet",
        };
    }

    /// <summary>The phases that took place, in order.</summary>
    public static IReadOnlyList<(string Name, TimeSpan Took)> Phases(AttemptPhases phases)
    {
        ArgumentNullException.ThrowIfNull(phases);

        (string, TimeSpan?)[] all =
        [
            ("DNS", phases.Dns), ("connect", phases.Connect), ("TLS", phases.Tls), ("write", phases.Write), ("header", phases.Headers),
            ("first event, from the start", phases.FirstEvent), ("longest gap", phases.LongestGap), ("total", phases.Total),
        ];

        return [.. all.Where(p => p.Item2 is not null).Select(p => (p.Item1, p.Item2!.Value))];
    }

    /// <summary>Whether the connection was fresh or reused, and how old and idle it was.</summary>
    public static string Connection(Attempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);

        return attempt.Connection switch
        {
            null => "none came about",
            { RequestsBefore: 0 } => "fresh",
            var c => $"reused after {Human.Count(c.RequestsBefore, "request")}",
        };
    }

    /// <summary>Age and idle time of a reused connection; null for others.</summary>
    public static string? Age(Attempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        return attempt.Connection is { RequestsBefore: > 0 } c ? $"age {Human.Duration(c.Age)}, idle {Human.Duration(c.Idle)}" : null;
    }
}
