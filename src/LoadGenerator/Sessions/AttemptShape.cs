using System.Globalization;
using Lab.Contracts;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Failures;
using Lab.LoadGenerator.Profiles;
using Lab.LoadGenerator.Profiles.Retries;

namespace Lab.LoadGenerator.Sessions;

/// <summary>What the attempts of a caller look like: header, limits and retries, each made once and kept while it fits.</summary>
internal sealed class AttemptShape(Session session, CallKind kind)
{
    // Nobody waits for it, and a client asks once.
    private static readonly NoRetries Once = new();
    private static readonly ExchangeLimits Brief = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));

    private RequestHead? _head;
    private (bool IsWhole, bool KeepsAlive, int Retry) _headFor;

    public IRetryPolicy Retries => kind.IsHousekeeping ? Once : session.Profile.Retries;

    public string SpanName => kind.Path is null ? "POST /v1/messages" : $"{kind.Method} {kind.Path}";

    /// <summary>The header of an attempt; mostly the same as that of the last one.</summary>
    public RequestHead Head(bool isWhole, int retry)
    {
        var needed = (isWhole, session.Pool.KeepsAlive, retry);
        if (_head is null || _headFor != needed)
        {
            _headFor = needed;
            var facts = session.Facts(isWhole, session.Pool.KeepsAlive, retry) with { Agent = kind.Agent, IsSmallModel = kind.Purpose == CallPurpose.SmallModel };
            _head = kind.Path is { } path
                ? new RequestHead(kind.Method, session.Endpoint.LineStart + session.Endpoint.Prefix + path, session.Profile.Side.HousekeepingHeaders(facts, kind.Method == "POST"))
                : new RequestHead(kind.Method, session.Endpoint.LineStart + session.Endpoint.Path + session.Profile.Query, session.Profile.Headers(facts));
        }

        return _head;
    }

    public ExchangeLimits Limits(ExchangeLimits? own) => own is null && !kind.IsHousekeeping
        ? session.Limits
        : ExchangeLimits.Of(session.Assignment.Workload, own ?? Brief);

    /// <summary>A failure as the retry policy looks at it.</summary>
    public static FailedAttempt Failed(Trouble trouble, in NextAttempt plan, Reply reply) =>
        new(trouble, plan.IsWhole, Seconds(reply.Head.RetryAfter), reply.Head.ShouldRetry);

    /// <summary>Whether a response that says no still says all that was asked: the real edge's 401 without a key, and a house that has nothing of the name.</summary>
    public bool IsAnswer(Trouble trouble) => trouble.Failure.Layer == FailureLayer.Http
        && ((session.Assignment.Target.Kind == TargetKind.AnthropicUnauthenticated && trouble.Failure.Kind == FailureKind.Unauthorized)
            || (kind.IsHousekeeping && trouble.Status == 404));

    /// <summary>No timer here waits for longer than some weeks, and nobody for longer than a day.</summary>
    private static TimeSpan? Seconds(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(Math.Min(seconds, 86_400)) : null;
}
