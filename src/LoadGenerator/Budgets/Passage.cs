using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Budgets;

/// <summary>Whether a request may be sent, and what was taken for it.</summary>
/// <param name="Refusal">Why it may not; null when it may.</param>
/// <param name="Tokens">Tokens taken from the run's budget; 0 where it has none.</param>
/// <param name="Waited">How long it waited for the run's pace: no part of what is measured.</param>
internal readonly record struct Passage(Trouble? Refusal, long Tokens, TimeSpan Waited);
