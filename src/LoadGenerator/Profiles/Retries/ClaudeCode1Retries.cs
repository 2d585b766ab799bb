using Lab.Contracts;
using Lab.LoadGenerator.Sessions;

namespace Lab.LoadGenerator.Profiles.Retries;

/// <summary>The retries of claude-code 1.0.35: one stream, then at once without a stream, eleven times; what breaks inside a whole reply ends the call.</summary>
internal sealed class ClaudeCode1Retries : IRetryPolicy
{
    private static readonly DurationRange Fallback = new(TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(350));

    public NextAttempt? Next(IReadOnlyList<FailedAttempt> failed, in CallFacts call, SeededDraws draws)
    {
        var last = failed[^1];
        if (last.Kind == FailureKind.Cancelled)
        {
            return null;
        }

        // A stream that ends in order is an end to it, message_stop or not: the session is over without an answer.
        if (!last.IsWhole && last.Trouble is { EndedInOrder: true, Failure.Kind: FailureKind.EndedEarly })
        {
            return null;
        }

        if (!last.IsWhole)
        {
            return new NextAttempt(Fallback.At(draws.Share()), IsWhole: true);
        }

        var made = failed.Count(f => f.IsWhole);
        var isRetried = last.Layer switch
        {
            FailureLayer.Body => false,
            FailureLayer.Http => last.ShouldRetry ?? (last.Trouble.Status == 401 || Backoff.IsPassing(last.Trouble.Status)),

            // Certificates too: it takes them for one more connection error.
            _ => true,
        };
        return isRetried && made < Backoff.MostAttempts
            ? new NextAttempt(last.RetryAfter ?? Backoff.Wait(made, draws), IsWhole: true)
            : null;
    }
}
