using Lab.Contracts;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Sessions;

namespace Lab.LoadGenerator.Profiles.Retries;

/// <summary>The retries of claude-code 2.1.330: eleven streams; without a stream where a stream came and broke in a way that another would not mend.</summary>
internal sealed class ClaudeCode2Retries : IRetryPolicy
{
    private const int MostOverloads = 3;
    private const int MostCleanEnds = 2;
    private const int MostRetries = Backoff.MostAttempts - 1;

    /// <summary>It takes no more from its user.</summary>
    private const int MostSettable = 15;

    private const int WindowStep = 32 * 1024;

    /// <summary>A longer <c>retry-after</c> is not waited for.</summary>
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(60);

    /// <summary>Waits before a reply is continued that broke behind a finished block: it was seen to do so after 0.2, 1.1 and 2.1 s.</summary>
    private static readonly TimeSpan[] Continuations = [TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(1)];

    private static readonly TimeSpan FirstByte = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(180);
    private static readonly ExchangeLimits Patient = new(null, TimeSpan.FromSeconds(599), Watchdog);
    private static readonly ExchangeLimits OfWhole = new(null, TimeSpan.FromSeconds(300), TimeSpan.FromSeconds(300));

    public NextAttempt First(in CallFacts call) => new(TimeSpan.Zero, Limits: Usual(call));

    public NextAttempt? Next(IReadOnlyList<FailedAttempt> failed, in CallFacts call, SeededDraws draws)
    {
        var last = failed[^1];
        return last.Kind == FailureKind.Cancelled || last.IsCertificate ? null
            : last.Layer == FailureLayer.Http ? AfterStatus(failed, call, draws)
            : last.Layer != FailureLayer.Body ? AfterNoHeader(failed, call, draws)
            : last.IsWhole ? AfterWholeBody(failed, call, draws)
            : AfterStream(failed, call, draws);
    }

    private static NextAttempt? AfterStatus(IReadOnlyList<FailedAttempt> failed, in CallFacts call, SeededDraws draws)
    {
        var last = failed[^1];
        var isRetried = last.ShouldRetry ?? (last.Trouble.Status == 401 || Backoff.IsPassing(last.Trouble.Status));
        var overloads = failed.Reverse().TakeWhile(f => f.Kind == FailureKind.Overloaded).Count();
        return !isRetried || overloads >= MostOverloads || last.RetryAfter > LongestRetryAfter ? null : Again(failed, call, draws);
    }

    private static NextAttempt? AfterNoHeader(IReadOnlyList<FailedAttempt> failed, in CallFacts call, SeededDraws draws)
    {
        var last = failed[^1];
        if (!call.FirstParty || last.IsWhole || last.Layer != FailureLayer.Headers || last.Kind != FailureKind.TimedOut)
        {
            return Again(failed, call, draws);
        }

        return failed.Count(f => f.Layer == FailureLayer.Headers && f.Kind == FailureKind.TimedOut) > 1
            ? null
            : Again(failed, call, draws) is { } again ? again with { Limits = Patient } : null;
    }

    private static NextAttempt? AfterStream(IReadOnlyList<FailedAttempt> failed, in CallFacts call, SeededDraws draws)
    {
        var last = failed[^1];
        switch (last.Kind)
        {
            // It stood still, or was no stream at all.
            case FailureKind.Stalled or FailureKind.Malformed:
                return Whole();

            // The kernel gave the silent connection up: the text came after 76 s, which leaves no room for ten more attempts.
            case FailureKind.TimedOut:
                return null;

            case FailureKind.EndedEarly when last.Trouble.EndedInOrder:
                return failed.Count(f => f.Trouble.EndedInOrder) < MostCleanEnds ? Again(failed, call, draws) : Whole();
        }

        if (last.Trouble.BlocksFinished > 0)
        {
            var continued = failed.Count(f => f.Layer == FailureLayer.Body && f.Trouble.BlocksFinished > 0) - 1;
            return continued < Continuations.Length ? new NextAttempt(Continuations[continued], Limits: Usual(call)) : null;
        }

        return Again(failed, call, draws) ?? Whole();
    }

    /// <summary>A whole reply that broke ends the call; only its silence is met once more.</summary>
    private static NextAttempt? AfterWholeBody(IReadOnlyList<FailedAttempt> failed, in CallFacts call, SeededDraws draws) =>
        failed[^1].Kind == FailureKind.Stalled ? Again(failed, call, draws) : null;

    /// <summary>The same once more, later; null when that was tried eleven times.</summary>
    private static NextAttempt? Again(IReadOnlyList<FailedAttempt> failed, in CallFacts call, SeededDraws draws)
    {
        var last = failed[^1];
        var made = failed.Count(f => f.IsWhole == last.IsWhole);
        if (made >= Math.Min(MostSettable, call.MaxRetries ?? MostRetries) + 1)
        {
            return null;
        }

        var wait = Backoff.Wait(made, draws);
        if (last.RetryAfter is { } asked)
        {
            asked *= Backoff.Jittered(draws);
            wait = asked > wait ? asked : wait;
        }

        return new NextAttempt(wait, last.IsWhole, last.IsWhole ? OfWhole : Usual(call));
    }

    private static NextAttempt Whole() => new(TimeSpan.Zero, IsWhole: true, OfWhole);

    /// <summary>Against the API itself 180 s and one more for each started 32 KiB of the body; elsewhere the client's usual limits.</summary>
    private static ExchangeLimits? Usual(in CallFacts call) => call.FirstParty
        ? new ExchangeLimits(null, FirstByte + TimeSpan.FromSeconds((call.BodyBytes + WindowStep - 1) / WindowStep), Watchdog)
        : null;
}
