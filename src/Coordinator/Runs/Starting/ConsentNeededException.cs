namespace Lab.Coordinator.Runs;

/// <summary>A run would send requests to the real API beyond what the user has agreed to: first somebody must say yes.</summary>
public sealed class ConsentNeededException(ConsentQuestion question) : Exception(question?.Text)
{
    /// <summary>What to ask.</summary>
    public ConsentQuestion Question { get; } = question ?? throw new ArgumentNullException(nameof(question));
}

/// <summary>What a run would send to the real API.</summary>
/// <param name="Requests">The ceiling on requests.</param>
/// <param name="Tokens">The most tokens, in and out: the ceiling where there is one, otherwise an estimate of the worst.</param>
/// <param name="HasTokenCeiling">Whether the run keeps to that number of tokens.</param>
/// <param name="Text">All of it in sentences, for whoever decides.</param>
public sealed record ConsentQuestion(long Requests, long Tokens, bool HasTokenCeiling, string Text);
