using Lab.LoadGenerator.Profiles.Retries;
using Lab.LoadGenerator.Sessions;

namespace Lab.LoadGenerator.Profiles;

/// <summary>When a client tries a failed call again, and how. It has no state: the same failures and draws always give the same answer.</summary>
internal interface IRetryPolicy
{
    /// <summary>A call's first attempt.</summary>
    NextAttempt First(in CallFacts call) => NextAttempt.AtOnce;

    /// <summary>What follows on a failure; null gives up.</summary>
    /// <param name="failed">All attempts of the call, in order; the last is the one that has just failed.</param>
    /// <param name="call">The call.</param>
    /// <param name="draws">The call's chance.</param>
    NextAttempt? Next(IReadOnlyList<FailedAttempt> failed, in CallFacts call, SeededDraws draws);
}
