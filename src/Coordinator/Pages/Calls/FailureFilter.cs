using Lab.Contracts;

namespace Lab.Coordinator.Pages.Calls;

/// <summary>Which failed calls somebody wants to see.</summary>
/// <param name="Arm">Only of this arm; null for all.</param>
/// <param name="Signature">Only with this signature; null for all.</param>
/// <param name="Purpose">Only what was for this, in words; null for all.</param>
internal sealed record FailureFilter(string? Arm, string? Signature, string? Purpose = null)
{
    /// <summary>The calls that pass.</summary>
    public IReadOnlyList<Call> Of(IEnumerable<Call> calls) => [.. calls.Where(c => IsOfArm(c) && IsOfSignature(c) && IsOfPurpose(c))];

    /// <summary>The arms to choose from, with how many calls each would leave.</summary>
    public IReadOnlyList<(string Name, int Count)> Arms(IEnumerable<Call> calls) => Counted(calls.Where(c => IsOfSignature(c) && IsOfPurpose(c)), c => c.Arm, Arm);

    /// <summary>The signatures to choose from, with how many calls each would leave.</summary>
    public IReadOnlyList<(string Name, int Count)> Signatures(IEnumerable<Call> calls) => Counted(calls.Where(c => IsOfArm(c) && IsOfPurpose(c)), c => c.Failure?.Signature ?? "", Signature);

    /// <summary>The purposes to choose from, with how many calls each would leave.</summary>
    public IReadOnlyList<(string Name, int Count)> Purposes(IEnumerable<Call> calls) => Counted(calls.Where(c => IsOfArm(c) && IsOfSignature(c)), c => CallWords.Purpose(c.Purpose), Purpose);

    /// <summary>The address of a run's failed calls under this filter.</summary>
    public string Address(string runId)
    {
        string[] parts =
        [
            .. Arm is null ? [] : new[] { $"arm={Uri.EscapeDataString(Arm)}" },
            .. Purpose is null ? [] : new[] { $"purpose={Uri.EscapeDataString(Purpose)}" },
            .. Signature is null ? [] : new[] { $"signature={Uri.EscapeDataString(Signature)}" },
        ];

        return $"/runs/{Uri.EscapeDataString(runId)}/failures{(parts.Length == 0 ? "" : "?")}{string.Join('&', parts)}";
    }

    private static List<(string, int)> Counted(IEnumerable<Call> calls, Func<Call, string> by, string? chosen)
    {
        var counted = calls.GroupBy(by).Select(g => (g.Key, g.Count())).OrderByDescending(g => g.Item2).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();

        // What was chosen can always be taken back, also when nothing of it is left.
        if (chosen is not null && counted.All(c => c.Key != chosen))
        {
            counted.Add((chosen, 0));
        }

        return counted;
    }

    private bool IsOfArm(Call call) => Arm is null || call.Arm == Arm;

    private bool IsOfPurpose(Call call) => Purpose is null || CallWords.Purpose(call.Purpose) == Purpose;

    private bool IsOfSignature(Call call) => Signature is null || call.Failure?.Signature == Signature;
}
