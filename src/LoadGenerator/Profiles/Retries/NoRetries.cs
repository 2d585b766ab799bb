using Lab.LoadGenerator.Sessions;

namespace Lab.LoadGenerator.Profiles.Retries;

/// <summary>One attempt a call: every failure of the network shows.</summary>
internal sealed class NoRetries : IRetryPolicy
{
    public NextAttempt? Next(IReadOnlyList<FailedAttempt> failed, in CallFacts call, SeededDraws draws) => null;
}
