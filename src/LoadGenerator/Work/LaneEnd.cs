using Lab.Contracts;

namespace Lab.LoadGenerator.Work;

/// <summary>A lane that has run to its end and waits to be handed in.</summary>
/// <param name="Assignment">What it ran.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Failures">The failed calls.</param>
/// <param name="FirstRefused">The first call that the lab did not let be made: it is handed in beside the failed ones, since it says why, but counts as not made.</param>
internal sealed record LaneEnd(LoadAssignment Assignment, LoadResult Result, IReadOnlyList<FailedCall> Failures, Call? FirstRefused);
