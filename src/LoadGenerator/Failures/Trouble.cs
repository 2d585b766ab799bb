using Lab.Contracts;

namespace Lab.LoadGenerator.Failures;

/// <summary>A failure, with the few more facts that decide what a client prints for it.</summary>
/// <param name="Failure">The failure.</param>
/// <param name="Status">The HTTP status, where one came.</param>
/// <param name="Response">The beginning of an error's body.</param>
/// <param name="BlocksFinished">Content blocks that had come whole.</param>
/// <param name="IsSelfSigned">Whether the certificate is signed by itself.</param>
/// <param name="EndedInOrder">Whether the body's framing was complete, though the stream was not.</param>
/// <param name="IsWhole">Whether the reply had been asked for in one piece.</param>
internal sealed record Trouble(Failure Failure, int? Status = null, string? Response = null, int BlocksFinished = 0, bool IsSelfSigned = false, bool EndedInOrder = false, bool IsWhole = false)
{
    public static readonly Trouble Cancelled = Of(FailureLayer.Client, FailureKind.Cancelled, null, "The lab ended the attempt.");

    public static Trouble Of(FailureLayer layer, FailureKind kind, string? errno, string detail) => new(new Failure(layer, kind, errno, detail));
}
