using Lab.LoadGenerator.Failures;
using Lab.LoadGenerator.Sessions;

namespace Lab.LoadGenerator.Profiles;

/// <summary>When a client tries a failed call again.</summary>
internal interface IRetryPolicy
{
    /// <summary>How long to wait before the next attempt; null gives up.</summary>
    /// <param name="attempt">The number of the attempt that failed, from 1.</param>
    /// <param name="trouble">Why it failed.</param>
    /// <param name="retryAfter">The response's <c>retry-after</c>, where it had one.</param>
    /// <param name="draws">The session's chance.</param>
    TimeSpan? Wait(int attempt, Trouble trouble, string? retryAfter, SeededDraws draws);
}
