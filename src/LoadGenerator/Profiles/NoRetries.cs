using Lab.LoadGenerator.Failures;
using Lab.LoadGenerator.Sessions;

namespace Lab.LoadGenerator.Profiles;

/// <summary>One attempt a call: every failure of the network shows.</summary>
internal sealed class NoRetries : IRetryPolicy
{
    public TimeSpan? Wait(int attempt, Trouble trouble, string? retryAfter, SeededDraws draws) => null;
}
