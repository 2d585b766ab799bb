namespace Lab.Coordinator.Factors;

/// <summary>What is known of a setting before a run with it.</summary>
/// <param name="Against">Why it cannot work on this host, each reason with its fix; empty when it can.</param>
/// <param name="Notes">What a reader of the result must know.</param>
internal sealed record Readiness(IReadOnlyList<string> Against, IReadOnlyList<string> Notes)
{
    public static Readiness Of(string? against) => new(against is null ? [] : [against], []);
}
