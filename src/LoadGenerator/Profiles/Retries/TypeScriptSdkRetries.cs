using Lab.Contracts;
using Lab.LoadGenerator.Sessions;

namespace Lab.LoadGenerator.Profiles.Retries;

/// <summary>The retries of the TypeScript SDK 1.12: two, after min(0.5·2^n, 8) s × (1 − U(0..0.25)); never once the response header is there.</summary>
internal sealed class TypeScriptSdkRetries : IRetryPolicy
{
    private const int MostRetries = 2;
    private const double FirstSeconds = 0.5;
    private const double MostSeconds = 8;
    private const double Jitter = 0.25;

    /// <summary>A longer <c>retry-after</c> is passed over.</summary>
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(60);

    public NextAttempt? Next(IReadOnlyList<FailedAttempt> failed, in CallFacts call, SeededDraws draws)
    {
        var last = failed[^1];
        var isRetried = last.Kind != FailureKind.Cancelled && last.Layer switch
        {
            FailureLayer.Body => false,
            FailureLayer.Http => last.ShouldRetry ?? Backoff.IsPassing(last.Trouble.Status),
            _ => true,
        };
        if (!isRetried || failed.Count > MostRetries)
        {
            return null;
        }

        var computed = TimeSpan.FromSeconds(Math.Min(FirstSeconds * Math.Pow(2, failed.Count - 1), MostSeconds) * (1 - (Jitter * draws.Share())));
        return new NextAttempt(last.RetryAfter is { } asked && asked < LongestRetryAfter ? asked : computed);
    }
}
