using Lab.Contracts;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Profiles.Side;

namespace Lab.LoadGenerator.Sessions;

/// <summary>What calls are for, and what is the same for all of their sort.</summary>
/// <param name="Purpose">As the record says.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Expects">What counts as an answer to its first attempt.</param>
internal sealed record CallKind(CallPurpose Purpose, string Method = "POST", Expected Expects = Expected.Stream)
{
    public static CallKind Turn { get; } = new(CallPurpose.Turn);

    public static CallKind SmallModel { get; } = new(CallPurpose.SmallModel);

    public static CallKind Compaction { get; } = new(CallPurpose.Compaction);

    /// <summary>The path, where it is not that of the Messages API.</summary>
    public string? Path { get; private init; }

    /// <summary>The subagent that makes it, as it names itself; null for the session itself.</summary>
    public string? Agent { get; init; }

    /// <summary>Whether it is a client's own, beside the conversation.</summary>
    public bool IsAuxiliary => Purpose != CallPurpose.Turn;

    /// <summary>Whether a model answers it.</summary>
    public bool UsesTokens => !IsHousekeeping;

    public bool IsHousekeeping => Purpose == CallPurpose.Housekeeping;

    public static CallKind Of(HousekeepingRequest request) =>
        new(CallPurpose.Housekeeping, request.Method, request.Method == "HEAD" ? Expected.Header : Expected.Anything) { Path = request.Path };
}
