using Lab.LoadGenerator.Exchange;

namespace Lab.LoadGenerator.Profiles.Retries;

/// <summary>An attempt that a client is about to make.</summary>
/// <param name="Wait">How long it waits first, in the client's own time.</param>
/// <param name="IsWhole">Whether it asks for the reply in one piece and not as a stream.</param>
/// <param name="Limits">How long it waits in each phase; null is as usual.</param>
internal readonly record struct NextAttempt(TimeSpan Wait, bool IsWhole = false, ExchangeLimits? Limits = null)
{
    public static NextAttempt AtOnce => default;
}
