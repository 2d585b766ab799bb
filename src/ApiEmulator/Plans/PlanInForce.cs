using System.Collections.Frozen;
using Lab.ApiEmulator.Connections;
using Lab.ApiEmulator.Faults;
using Lab.ApiEmulator.Journals;
using Lab.ApiEmulator.Replies;
using Lab.ApiEmulator.Resolver;
using Lab.Contracts;

namespace Lab.ApiEmulator.Plans;

/// <summary>A plan while it holds: its replies made ready, its faults, and what happened under it.</summary>
internal sealed class PlanInForce
{
    private readonly SessionCounts _sessions;

    /// <summary>Those that strike requests.</summary>
    private readonly (Reach Reach, IFault Fault)[] _faults;

    private readonly TimeProvider _clock;
    private readonly long _since;
    private readonly FrozenDictionary<string, StrikeCount> _struck;
    private long _requests;

    /// <param name="plan">The plan, checked.</param>
    /// <param name="clock">For onsets.</param>
    /// <param name="onManySessions">Told once when there are more sessions than can be numbered, with their greatest number.</param>
    public PlanInForce(EmulatorPlan plan, TimeProvider clock, Action<int> onManySessions)
    {
        _clock = clock;
        _since = clock.GetTimestamp();
        Plan = plan;
        _sessions = new SessionCounts(onManySessions);
        Script = new ReplyScript(plan.Reply);
        Journal = new RequestJournal(plan.Journal);
        _faults =
        [
            .. plan.Faults.Select((f, i) => (Spec: f, Index: i))
                .Where(f => FaultLevels.Of(f.Spec) == FaultLevel.Request)
                .Select(f => (new Reach(f.Spec, plan.Seed, f.Index), FaultCatalog.Of(f.Spec).Make(f.Spec))),
        ];
        Connections = new ConnectionFaults(plan);
        Questions = new QuestionFaults(plan, onManySessions);
        DropsAbove = _faults.Min(f => f.Fault.Above) ?? long.MaxValue;
        _struck = plan.Faults.Select(FaultKinds.NameOf).Distinct().ToFrozenDictionary(k => k, _ => new StrikeCount());
    }

    public EmulatorPlan Plan { get; }

    public ReplyScript Script { get; }

    /// <summary>Its faults of connections.</summary>
    public ConnectionFaults Connections { get; }

    /// <summary>Its faults of the resolver.</summary>
    public QuestionFaults Questions { get; }

    /// <summary>Since it was put in force.</summary>
    public TimeSpan Age => _clock.GetElapsedTime(_since);

    /// <summary>The requests that came under it, as many as it wants remembered.</summary>
    public RequestJournal Journal { get; }

    /// <summary>How many bytes of a body can be read before a fault may forbid to read on.</summary>
    public long DropsAbove { get; }

    /// <summary>Takes a request in: which of its session's it is. Requests without a session count as one session's.</summary>
    public Turn Take(string? session)
    {
        Interlocked.Increment(ref _requests);
        var hash = string.IsNullOrEmpty(session) ? 0 : StableDraw.Hash(session);
        return new Turn(hash, _sessions.Next(hash));
    }

    /// <summary>The fault that strikes a request; null when it is spared. The same plan strikes the same requests.</summary>
    /// <param name="turn">Which request it is.</param>
    /// <param name="connectionOpenedAt">When its connection was accepted, in the clock's timestamps.</param>
    /// <param name="bodyBytes">The size of its body.</param>
    /// <param name="openConnections">Connections open, its own included.</param>
    public IFault? Draw(Turn turn, long connectionOpenedAt, long bodyBytes, int openConnections)
    {
        if (_faults.Length == 0)
        {
            return null;
        }

        var now = _clock.GetTimestamp();
        var candidate = new Candidate(turn.Session, turn.Number, _clock.GetElapsedTime(_since, now), _clock.GetElapsedTime(connectionOpenedAt, now), bodyBytes, openConnections);
        foreach (var (reach, fault) in _faults)
        {
            if ((fault.Above is not { } above || bodyBytes > above) && reach.Strikes(candidate))
            {
                return fault;
            }
        }

        return null;
    }

    public void CountStrike(string kind) => Interlocked.Increment(ref _struck[kind].Value);

    public EmulatorStatus Status(string instance) =>
        new(instance, Plan, Interlocked.Read(ref _requests), _struck.ToDictionary(s => s.Key, s => Interlocked.Read(ref s.Value.Value)));

    private sealed class StrikeCount
    {
        public long Value;
    }
}

/// <summary>Which of its session's requests a request is.</summary>
/// <param name="Session">The session, hashed.</param>
/// <param name="Number">From 1.</param>
internal readonly record struct Turn(ulong Session, long Number);
