using Lab.Contracts;

namespace Lab.ApiEmulator.Plans;

/// <summary>Whether a fault of a plan strikes: its onset, its scope, then its chance. The same plan strikes the same.</summary>
/// <param name="fault">The fault.</param>
/// <param name="seed">The plan's seed.</param>
/// <param name="index">Which of the plan's faults it is, from 0.</param>
internal sealed class Reach(FaultSpec fault, long seed, int index)
{
    /// <summary>Draws of whole sessions have numbers of their own, which no request has.</summary>
    private const long WholeSession = -1;

    public bool Strikes(in Candidate candidate) =>
        HasBegun(candidate) && IsInScope(candidate)
        && StableDraw.Share(seed, candidate.Who, candidate.Number, index) < fault.Probability;

    /// <summary>Whether the time and the count that the onset names have come.</summary>
    private bool HasBegun(in Candidate candidate) =>
        fault.Onset is not { } onset
        || ((onset.After is not { } after || candidate.SincePlan >= after)
            && (onset.Until is not { } until || candidate.SincePlan < until)
            && (onset.AfterRequests is not { } spared || candidate.Number > spared));

    private bool IsInScope(in Candidate candidate) =>
        fault.Scope is not { } scope
        || ((scope.Sessions is not { } share || StableDraw.Share(seed, candidate.Who, WholeSession, index) < share)
            && (scope.ConnectionAge is not { } age || candidate.ConnectionAge >= age)
            && (scope.BodyBytes is not { } bytes || candidate.BodyBytes >= bytes)
            && (scope.OpenConnections is not { } open || candidate.OpenConnections >= open));
}

/// <summary>What a fault may strike: a request, a connection, a question to the resolver.</summary>
/// <param name="Who">Whose it is, hashed: a session's, or 0.</param>
/// <param name="Number">Which of theirs, from 1.</param>
/// <param name="SincePlan">Since the plan was put in force.</param>
/// <param name="ConnectionAge">How old its connection is.</param>
/// <param name="BodyBytes">The size of its body; 0 where it has none.</param>
/// <param name="OpenConnections">Connections open, this one included.</param>
internal readonly record struct Candidate(ulong Who, long Number, TimeSpan SincePlan, TimeSpan ConnectionAge, long BodyBytes, int OpenConnections);
