using Lab.Contracts;

namespace Lab.ApiEmulator.Plans;

/// <summary>Checks that many fields of plans have in common.</summary>
internal static class Bounds
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>A number between two bounds.</summary>
    public static IEnumerable<Complaint> Whole(string field, long? value, long least, long most) =>
        value is not { } given || (given >= least && given <= most) ? [] : [new(field, $"Must be {least} to {most}; it is {given}.")];

    /// <summary>A share.</summary>
    public static IEnumerable<Complaint> Share(string field, double? value) =>
        value is null or (>= 0 and <= 1) ? [] : [new(field, $"Must be 0 to 1; it is {value}.")];

    /// <summary>A duration up to a day: more than nothing, or not less than nothing.</summary>
    public static IEnumerable<Complaint> Duration(string field, TimeSpan? value, bool mayBeZero = false) =>
        value is not { } given || (given <= Longest && (given > TimeSpan.Zero || (mayBeZero && given == TimeSpan.Zero)))
            ? []
            : [new(field, $"Must be {(mayBeZero ? "0 to" : "more than 0 and")} {Longest.TotalSeconds} seconds{(mayBeZero ? "" : " at most")}; it is {given.TotalSeconds}.")];

    /// <summary>A number of events.</summary>
    public static IEnumerable<Complaint> Events(int? value, string orElse = "") =>
        value is null or >= 0 ? [] : [new("afterEvents", $"Must be 0 or more{orElse}; it is {value}.")];
}
