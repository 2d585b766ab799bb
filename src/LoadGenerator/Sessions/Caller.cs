using System.Diagnostics;
using Lab.Contracts;
using Lab.LoadGenerator.Connections;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Failures;
using Lab.LoadGenerator.Spans;
using Lab.LoadGenerator.Texts;

namespace Lab.LoadGenerator.Sessions;

/// <summary>Makes the calls of one conversation, one at a time: attempts until success or until the profile gives up, each measured and traced.</summary>
internal sealed class Caller(Session session, Conversation conversation, RequestHead head)
{
    private readonly AttemptMeter _meter = new(session.Clock);
    private HttpExchange? _exchange;
    private List<Attempt>? _attempts;
    private Rented _rented;

    public Conversation Conversation => conversation;

    /// <summary>The last reply.</summary>
    public Reply Reply { get; } = new();

    /// <summary>Makes a call.</summary>
    /// <param name="turn">Its number in the session, from 1.</param>
    /// <param name="cancellation">Ends it; what it measured is then dropped.</param>
    public async Task<CallEnd> Call(int turn, CancellationToken cancellation)
    {
        if (await session.Parts.Gate.Pass(session.Assignment) is { } refusal)
        {
            session.Tally.Refused(() => Record(turn, ActivityTraceId.CreateRandom(), session.Clock.GetUtcNow(), TimeSpan.Zero, refusal));
            return CallEnd.NotMade;
        }

        using var span = session.Parts.Spans.BeginCall();
        var startedAt = session.Clock.GetUtcNow();
        var started = session.Clock.GetTimestamp();
        _attempts = null;
        for (var number = 1; ; number++)
        {
            var trouble = await Attempt(number, span, cancellation);
            if (trouble is null)
            {
                Succeeded(turn, number, span, startedAt, started);
                return CallEnd.Answered;
            }

            (_attempts ??= []).Add(Measured(number, trouble.Failure));
            if (session.Profile.Retries.Wait(number, trouble, Reply.Head.RetryAfter, session.Draws) is { } wait)
            {
                await Task.Delay(wait, session.Clock, cancellation);
                if (await session.Parts.Gate.Pass(session.Assignment) is null)
                {
                    continue;
                }
            }

            var call = Record(turn, TraceOf(span), startedAt, session.Clock.GetElapsedTime(started), trouble);

            // Asked for while the spans are still open, so that no service has forgotten its own.
            session.Tally.Failed(call, session.Parts.Evidence.Ask(call.RunId, call.TraceId));
            session.Parts.Spans.EndCall(span, session, turn, number, trouble.Failure);
            return CallEnd.Failed;
        }
    }

    private async Task<Trouble?> Attempt(int number, CallSpan? call, CancellationToken cancellation)
    {
        using var span = session.Parts.Spans.BeginAttempt(call);
        _meter.Begin();
        Reply.Begin();
        _rented = await session.Pool.Rent(session.Endpoint, session.Limits, _meter, cancellation);
        var trouble = _rented.Trouble;
        if (_rented.Wire is { } wire)
        {
            var traceParent = session.Assignment.Target.Kind == TargetKind.Emulator ? span?.Id : null;
            var request = new Request(head.For(conversation.Length, traceParent), conversation.Pieces);
            trouble = await (_exchange ??= new HttpExchange(Reply, _meter)).Run(wire, request, session.Limits, cancellation);
        }

        _meter.End();
        if (_rented.Wire is not null)
        {
            await session.Pool.Return(_rented.Wire, Reply.IsReusable, isBroken: trouble is not null && trouble.Failure.Layer != FailureLayer.Http);
        }

        trouble = trouble is null || IsConnectedEnough(trouble) ? null : Redaction.Hide(trouble, session.Secret);
        session.Parts.Spans.EndAttempt(span, session, number, _rented, _meter, Reply, trouble?.Failure);
        cancellation.ThrowIfCancellationRequested();
        return trouble;
    }

    /// <summary>A 401 of the real edge without a key proves that everything before it works.</summary>
    private bool IsConnectedEnough(Trouble trouble) =>
        session.Assignment.Target.Kind == TargetKind.AnthropicUnauthenticated && trouble.Failure.Kind == FailureKind.Unauthorized;

    private void Succeeded(int turn, int number, CallSpan? span, DateTimeOffset startedAt, long started)
    {
        var total = session.Clock.GetElapsedTime(started, _meter.Finished);
        TimeSpan? first = _meter.FirstEvent == 0 ? null : session.Clock.GetElapsedTime(started, _meter.FirstEvent);
        session.Tally.Succeeded(first, total, () =>
        {
            (_attempts ??= []).Add(Measured(number, null));
            return Record(turn, TraceOf(span), startedAt, total, null);
        });
        session.Parts.Spans.EndCall(span, session, turn, number, null);
    }

    private Attempt Measured(int number, Failure? failure) => new()
    {
        Number = number,
        StartedAt = _meter.StartedAt,
        Phases = _meter.Phases(),
        Connection = _rented.Facts,
        Addresses = _meter.Addresses,
        BytesSent = _meter.BytesSent,
        BytesReceived = _meter.BytesReceived,
        Events = Reply.Stream.Events,
        Status = Reply.Status,
        RequestId = Redaction.Hide(Reply.Head.RequestId, session.Secret),
        Failure = failure,
    };

    private Call Record(int turn, ActivityTraceId trace, DateTimeOffset startedAt, TimeSpan duration, Trouble? trouble) => new()
    {
        Id = $"{session.Name}/{turn}",
        RunId = session.Assignment.RunId,
        TrialId = session.Assignment.TrialId,
        Arm = session.Assignment.Arm,
        SessionId = session.Id,
        Turn = turn,
        StartedAt = startedAt,
        Duration = duration,
        Attempts = _attempts ?? [],
        Failure = trouble?.Failure,
        WouldPrint = trouble is null ? [] : PrintedTexts.For(trouble),
        TraceId = trace.ToHexString(),
    };

    /// <summary>Without a listener there is no span, but a call still has an id of its own.</summary>
    private static ActivityTraceId TraceOf(CallSpan? span) => span?.TraceId ?? ActivityTraceId.CreateRandom();
}
