using Lab.LoadGenerator.Sessions;

namespace Lab.LoadGenerator.Profiles.Retries;

/// <summary>The growing waits of both generations of claude-code: min(500·2^(n−1), 32,000) ms × (1 + U(0..0.25)), ten of them.</summary>
internal static class Backoff
{
    /// <summary>Attempts of a kind, the first included.</summary>
    public const int MostAttempts = 11;

    private const double FirstMs = 500;
    private const double MostMs = 32_000;
    private const double Jitter = 0.25;

    /// <summary>The wait before a retry, from 1.</summary>
    public static TimeSpan Wait(int retry, SeededDraws draws) =>
        TimeSpan.FromMilliseconds(Math.Min(FirstMs * Math.Pow(2, retry - 1), MostMs)) * Jittered(draws);

    /// <summary>What a wait is multiplied by.</summary>
    public static double Jittered(SeededDraws draws) => 1 + (Jitter * draws.Share());

    /// <summary>Whether a status is one that the clients try again, unless the response itself says.</summary>
    public static bool IsPassing(int? status) => status is 408 or 409 or 429 or >= 500;
}
