using System.Collections.Frozen;
using Lab.ApiEmulator.Faults;
using Lab.ApiEmulator.Replies;
using Lab.Contracts;

namespace Lab.ApiEmulator.Plans;

/// <summary>A plan while it holds: its replies made ready, its faults, and what happened under it.</summary>
internal sealed class PlanInForce
{
    private readonly SessionCounts _sessions;
    private readonly (double Probability, IFault Fault)[] _faults;
    private readonly FrozenDictionary<string, StrikeCount> _struck;
    private long _requests;

    /// <param name="plan">The plan, checked.</param>
    /// <param name="onManySessions">Told once when there are more sessions than can be numbered, with their greatest number.</param>
    public PlanInForce(EmulatorPlan plan, Action<int> onManySessions)
    {
        Plan = plan;
        _sessions = new SessionCounts(onManySessions);
        Script = new ReplyScript(plan.Reply);
        _faults = [.. plan.Faults.Select(f => (f.Probability, FaultCatalog.Of(f).Make(f)))];
        _struck = _faults.Select(f => f.Fault.Kind).Distinct().ToFrozenDictionary(k => k, _ => new StrikeCount());
    }

    public EmulatorPlan Plan { get; }

    public ReplyScript Script { get; }

    /// <summary>Takes a request in: which of its session's it is. Requests without a session count as one session's.</summary>
    public Turn Take(string? session)
    {
        Interlocked.Increment(ref _requests);
        var hash = string.IsNullOrEmpty(session) ? 0 : StableDraw.Hash(session);
        return new Turn(hash, _sessions.Next(hash));
    }

    /// <summary>The fault that strikes a request; null when it is spared. The same plan strikes the same requests.</summary>
    public IFault? Draw(Turn turn)
    {
        for (var i = 0; i < _faults.Length; i++)
        {
            if (StableDraw.Share(Plan.Seed, turn.Session, turn.Number, i) < _faults[i].Probability)
            {
                return _faults[i].Fault;
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
