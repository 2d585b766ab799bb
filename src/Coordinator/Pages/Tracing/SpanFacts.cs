using Lab.Contracts;

namespace Lab.Coordinator.Pages.Tracing;

/// <summary>What a reader of a trace looks for first in a span.</summary>
internal static class SpanFacts
{
    /// <summary>The attribute by which the emulator names the fault that it injected.</summary>
    public const string FaultKind = "lab.fault.kind";

    /// <summary>The fault that was injected in this span; null when none was.</summary>
    public static string? Fault(SpanRecord span)
    {
        ArgumentNullException.ThrowIfNull(span);
        return span.Attributes.TryGetValue(FaultKind, out var kind) && kind.Length > 0 ? kind : null;
    }

    /// <summary>Whether an attribute names a fault or an error, and is therefore shown first and marked.</summary>
    public static bool IsMarked(string attribute) =>
        attribute.StartsWith("lab.fault", StringComparison.Ordinal)
        || attribute.StartsWith("lab.failure", StringComparison.Ordinal)
        || attribute.StartsWith("exception.", StringComparison.Ordinal)
        || attribute is "error.type";

    /// <summary>Attributes in the order in which they are shown.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Ordered(IReadOnlyDictionary<string, string> attributes) =>
        attributes.OrderByDescending(a => IsMarked(a.Key)).ThenBy(a => a.Key, StringComparer.Ordinal);
}
