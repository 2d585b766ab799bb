using System.Diagnostics;
using System.Runtime.CompilerServices;
using Lab.Contracts;
using Lab.LoadGenerator.Budgets;
using Lab.LoadGenerator.Connections;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Failures;
using Lab.LoadGenerator.Profiles.Retries;
using Lab.LoadGenerator.Spans;
using Lab.LoadGenerator.Texts;

namespace Lab.LoadGenerator.Sessions;

/// <summary>Makes calls, one at a time: attempts until success or until the profile gives up, each measured and traced.</summary>
/// <param name="session">Whose calls they are.</param>
/// <param name="kind">What they are for.</param>
/// <param name="body">What they carry.</param>
/// <param name="name">What their ids begin with.</param>
/// <param name="draws">Their chance.</param>
internal class Caller(Session session, CallKind kind, IBody body, string name, SeededDraws draws)
{
    private readonly AttemptMeter _meter = new(session.Clock, session.Assignment.Workload.StallAbove);
    private readonly AttemptShape _shape = new(session, kind);
    private HttpExchange? _exchange;
    private List<Attempt>? _attempts;
    private List<FailedAttempt>? _failed;
    private Rented _rented;
    private NextAttempt _plan;
    private Passage _passage;

    /// <summary>The subagent that makes them, from 1; null for the session itself.</summary>
    public int? Subagent { get; init; }

    /// <summary>The last reply.</summary>
    public Reply Reply { get; } = new();

    /// <summary>Makes a call.</summary>
    /// <param name="turn">Its number in the session, from 1.</param>
    /// <param name="cancellation">Ends it; what it measured is then dropped.</param>
    /// <param name="isOwn">Whether its first attempt opens a connection in any case.</param>
    public async Task<CallEnd> Call(int turn, CancellationToken cancellation, bool isOwn = false)
    {
        var facts = new CallFacts(body.Length(isWhole: false), session.Assignment.Workload.FirstParty, session.Assignment.Workload.MaxRetries);
        var policy = _shape.Retries;
        _plan = policy.First(facts);
        _passage = await Pass(cancellation);
        if (_passage.Refusal is { } refusal)
        {
            _attempts = null;
            session.Tally.Refused(() => Record(turn, ActivityTraceId.CreateRandom(), session.Clock.GetUtcNow(), TimeSpan.Zero, refusal));
            return CallEnd.NotMade;
        }

        var startedAt = session.Clock.GetUtcNow();
        using var span = session.Parts.Spans.BeginCall(startedAt);
        var started = session.Clock.GetTimestamp();
        _attempts = null;
        _failed = null;
        for (var number = 1; ; number++)
        {
            var trouble = await Attempt(number, span, isOwn && number == 1, cancellation);
            if (trouble is null)
            {
                Succeeded(turn, number, span, startedAt, started);
                return CallEnd.Answered;
            }

            session.Pool.Saw(trouble.Failure);
            (_attempts ??= []).Add(Measured(number, trouble.Failure));
            (_failed ??= []).Add(AttemptShape.Failed(trouble, _plan, Reply));
            if (policy.Next(_failed, facts, draws) is { } next)
            {
                _plan = next with { Wait = next.Wait * session.Assignment.Workload.TimeScale };
                await session.Wait(_plan.Wait, cancellation);
                _passage = await Pass(cancellation);
                if (_passage.Refusal is null)
                {
                    // The lab's own waiting is no part of the call.
                    started += (long)(_passage.Waited.TotalSeconds * session.Clock.TimestampFrequency);
                    continue;
                }
            }

            var call = Record(turn, TraceOf(span), startedAt, session.Clock.GetElapsedTime(started), trouble);

            // Asked for while the spans are still open, so that no service has forgotten its own.
            session.Tally.Failed(call, session.Parts.Evidence.Ask(call.RunId, call.TraceId));
            session.Parts.Spans.EndCall(span, session, kind, turn, number, trouble.Failure);
            return CallEnd.Failed;
        }
    }

    private ValueTask<Passage> Pass(CancellationToken cancellation) =>
        session.Parts.Gate.Pass(session.Assignment, new PassRequest(body, _plan.IsWhole, kind.UsesTokens), Reply, cancellation);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Trouble?> Attempt(int number, CallSpan? call, bool isOwn, CancellationToken cancellation)
    {
        var limits = _shape.Limits(_plan.Limits);
        _meter.Begin();
        using var span = session.Parts.Spans.BeginAttempt(call, _shape.SpanName, _meter.StartedAt);
        Reply.Begin(_plan.IsWhole ? Expected.Whole : kind.Expects);
        _rented = await session.Pool.Rent(session.Endpoint, limits, _meter, cancellation, isOwn);
        var trouble = _rented.Trouble;
        if (_rented.Wire is { } wire)
        {
            var trace = session.Assignment.Target.Kind == TargetKind.Emulator ? span?.Ids : null;
            var head = _shape.Head(_plan.IsWhole, number - 1);
            var request = new Request(head.For(body.Length(_plan.IsWhole), trace), body.Pieces(_plan.IsWhole));
            trouble = await (_exchange ??= new HttpExchange(Reply, _meter)).Run(wire, request, limits, cancellation);
            if (trouble is not null)
            {
                _meter.Ask(wire);
            }
        }

        _meter.End();
        session.Tally.Attempted(_meter);
        if (_rented.Wire is not null)
        {
            var isBroken = trouble is not null && trouble.Failure.Layer != FailureLayer.Http && !Reply.IsReusable;
            await session.Pool.Return(_rented.Wire, Reply.IsReusable, isBroken, Reply.Head.KeepAliveSeconds is { } hint ? TimeSpan.FromSeconds(hint) : null);
        }

        await session.Parts.Gate.Settle(session.Assignment, _passage, Reply, _meter.BytesSent);
        trouble = trouble is null || _shape.IsAnswer(trouble) ? null : Redaction.Hide(trouble with { IsWhole = _plan.IsWhole }, session.Secret);
        session.Parts.Spans.EndAttempt(span, session, kind, number, _rented, _meter, Reply, trouble?.Failure);
        cancellation.ThrowIfCancellationRequested();
        return trouble;
    }

    private void Succeeded(int turn, int number, CallSpan? span, DateTimeOffset startedAt, long started)
    {
        var total = session.Clock.GetElapsedTime(started, _meter.Finished);
        TimeSpan? first = _meter.FirstEvent == 0 ? null : session.Clock.GetElapsedTime(started, _meter.FirstEvent);
        if (kind.IsAuxiliary)
        {
            session.Tally.AuxiliarySucceeded();
        }
        else if (session.Tally.Succeeded(first, total) is { } place)
        {
            (_attempts ??= []).Add(Measured(number, null));
            session.Tally.Keep(place, Record(turn, TraceOf(span), startedAt, total, null));
        }

        session.Parts.Spans.EndCall(span, session, kind, turn, number, null);
    }

    private Attempt Measured(int number, Failure? failure) => new()
    {
        Number = number,
        StartedAt = _meter.StartedAt,
        Phases = _meter.Phases(),
        Connection = _rented.Facts,
        Addresses = _meter.Addresses,
        BytesSent = _meter.BytesSent,
        IsWhole = _plan.IsWhole,
        WaitedBefore = _plan.Wait,
        Stalls = _meter.Stalls,
        Tcp = failure is null ? null : _meter.Tcp,
        BytesReceived = _meter.BytesReceived,
        Events = Reply.Stream.Events,
        Status = Reply.Status,
        RequestId = Redaction.Hide(Reply.Head.RequestId, session.Secret),
        Failure = failure,
    };

    private Call Record(int turn, ActivityTraceId trace, DateTimeOffset startedAt, TimeSpan duration, Trouble? trouble) => new()
    {
        Id = $"{name}/{turn}",
        RunId = session.Assignment.RunId,
        TrialId = session.Assignment.TrialId,
        Arm = session.Assignment.Arm,
        SessionId = session.Id,
        Purpose = kind.Purpose,
        Subagent = Subagent,
        Turn = turn,
        StartedAt = startedAt,
        Duration = duration,
        Attempts = _attempts ?? [],
        Failure = trouble?.Failure,
        WouldPrint = trouble is null || kind.IsHousekeeping ? [] : PrintedTexts.For(trouble, session.Profile.Name, _attempts ?? [], session.Assignment.Workload.TimeScale),
        TraceId = trace.ToHexString(),
    };

    /// <summary>Without a listener there is no span, but a call still has an id of its own.</summary>
    private static ActivityTraceId TraceOf(CallSpan? span) => span?.Ids.TraceId ?? ActivityTraceId.CreateRandom();
}
