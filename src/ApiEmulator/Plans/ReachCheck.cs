using Lab.Contracts;

namespace Lab.ApiEmulator.Plans;

/// <summary>Finds what is wrong with a fault's onset and scope: values out of bounds, and fields without a meaning for what the fault strikes.</summary>
internal static class ReachCheck
{
    public static IEnumerable<Complaint> Run(FaultSpec fault, FaultLevel level) =>
        [.. fault.Onset is { } onset ? Onset(onset) : [], .. fault.Scope is { } scope ? Scope(scope, level) : []];

    private static IEnumerable<Complaint> Onset(FaultOnset onset) =>
    [
        .. Bounds.Duration("onset.after", onset.After, mayBeZero: true),
        .. Bounds.Duration("onset.until", onset.Until),
        .. onset.Until <= onset.After
            ? new Complaint[] { new("onset.until", $"Must be later than after; until is {onset.Until.Value.TotalSeconds} and after is {onset.After.Value.TotalSeconds}.") }
            : [],
        .. Bounds.Whole("onset.afterRequests", onset.AfterRequests, 0, int.MaxValue),
    ];

    private static IEnumerable<Complaint> Scope(FaultScope scope, FaultLevel level) =>
    [
        .. Meant("sessions", scope.Sessions, level, FaultLevel.Request) ?? Bounds.Share("scope.sessions", scope.Sessions),
        .. Meant("connectionAge", scope.ConnectionAge?.TotalSeconds, level, FaultLevel.Request) ?? Bounds.Duration("scope.connectionAge", scope.ConnectionAge, mayBeZero: true),
        .. Meant("bodyBytes", scope.BodyBytes, level, FaultLevel.Request) ?? Bounds.Whole("scope.bodyBytes", scope.BodyBytes, 0, long.MaxValue),
        .. Meant("openConnections", scope.OpenConnections, level, FaultLevel.Request, FaultLevel.Connection) ?? Bounds.Whole("scope.openConnections", scope.OpenConnections, 1, int.MaxValue),
    ];

    /// <summary>The complaint about a field that is given and says nothing at the fault's level; null where it may be given.</summary>
    private static Complaint[]? Meant(string field, double? given, FaultLevel level, params ReadOnlySpan<FaultLevel> levels)
    {
        if (given is null || levels.Contains(level))
        {
            return null;
        }

        var why = level == FaultLevel.Connection ? "this fault strikes connections, before a request is known" : "this fault strikes questions to the resolver, before a connection is there";
        return [new($"scope.{field}", $"Must be left out, since {why}; it is {given}.")];
    }
}
