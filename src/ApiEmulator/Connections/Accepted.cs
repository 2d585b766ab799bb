using Lab.ApiEmulator.Faults;
using Lab.ApiEmulator.Plans;

namespace Lab.ApiEmulator.Connections;

/// <summary>What a connection of the sessions was accepted under. Faults of connections strike those that were accepted while their plan was in force, and only as long as it is.</summary>
/// <param name="Plan">The plan in force then.</param>
/// <param name="Connection">Which of all connections since the start.</param>
/// <param name="Number">Which of the plan's connections, from 1.</param>
/// <param name="IsTls">Whether it came to the HTTPS port.</param>
/// <param name="Fault">The fault drawn for it; null when it is spared.</param>
internal sealed record Accepted(PlanInForce Plan, long Connection, long Number, bool IsTls, IDrawnFault? Fault)
{
    /// <summary>The fault that the connection brings to its requests; null where it brings none.</summary>
    /// <param name="now">The plan in force now.</param>
    /// <param name="open">Connections open now: one that came beyond a limit is within it once others have gone.</param>
    public IFault? AnswerOf(PlanInForce now, int open) =>
        Fault is IAnswerFault fault && ReferenceEquals(now, Plan) && fault.CanStrike(IsTls, open) ? fault.Answer : null;
}
