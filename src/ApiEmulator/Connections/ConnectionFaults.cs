using Lab.ApiEmulator.Plans;
using Lab.Contracts;

namespace Lab.ApiEmulator.Connections;

/// <summary>The faults of connections of a plan in force, and which connection meets which.</summary>
internal sealed class ConnectionFaults
{
    private readonly (Reach Reach, IDrawnFault Fault)[] _drawn;
    private readonly (Reach Reach, IIdleFault Fault)[] _idle;
    private long _numbers;

    public ConnectionFaults(EmulatorPlan plan)
    {
        var faults = plan.Faults
            .Select((spec, index) => (Spec: spec, Index: index))
            .Where(f => FaultLevels.Of(f.Spec) == FaultLevel.Connection)
            .Select(f => (Reach: new Reach(f.Spec, plan.Seed, f.Index), Fault: ConnectionFaultCatalog.Make(f.Spec)))
            .ToList();
        _drawn = [.. faults.Where(f => f.Fault is IDrawnFault).Select(f => (f.Reach, (IDrawnFault)f.Fault))];
        _idle = [.. faults.Where(f => f.Fault is IIdleFault).Select(f => (f.Reach, (IIdleFault)f.Fault))];
        Ports = [.. faults.Where(f => f.Fault is IPortFault).Select(f => (f.Reach, (IPortFault)f.Fault))];
    }

    /// <summary>Those that shut the ports.</summary>
    public IReadOnlyList<(Reach Reach, IPortFault Fault)> Ports { get; }

    /// <summary>Whether any strikes idle connections.</summary>
    public bool HasIdle => _idle.Length > 0;

    /// <summary>The number of the plan's next connection, from 1.</summary>
    public long Next() => Interlocked.Increment(ref _numbers);

    /// <summary>The fault that strikes a connection as it is accepted; null when it is spared.</summary>
    public IDrawnFault? Draw(long number, bool isTls, int open, TimeSpan sincePlan)
    {
        foreach (var (reach, fault) in _drawn)
        {
            if (fault.CanStrike(isTls, open) && reach.Strikes(Candidate(number, open, sincePlan)))
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>The fault that a connection meets which begins to lie idle; null when it is spared. Its onset counts at the moment when it would strike.</summary>
    public IIdleFault? DrawIdle(long number, int open, TimeSpan sincePlan)
    {
        foreach (var (reach, fault) in _idle)
        {
            if (reach.Strikes(Candidate(number, open, sincePlan + fault.After)))
            {
                return fault;
            }
        }

        return null;
    }

    private static Candidate Candidate(long number, int open, TimeSpan sincePlan) => new(0, number, sincePlan, TimeSpan.Zero, 0, open);
}
