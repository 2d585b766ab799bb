namespace Lab.Coordinator.Factors;

/// <summary>A trial cannot count, for a reason that has nothing to do with its outcomes: the whole block is dropped.</summary>
internal sealed class VoidTrialException(string reason) : Exception(reason);
