using Lab.ApiEmulator.Plans;
using Lab.ApiEmulator.Resolver.Faults;
using Lab.Contracts;

namespace Lab.ApiEmulator.Resolver;

/// <summary>The faults of the resolver of a plan in force, and which question meets which.</summary>
internal sealed class QuestionFaults
{
    private readonly (Reach Reach, IQuestionFault Fault)[] _faults;
    private readonly SessionCounts _numbers;

    /// <param name="plan">The plan, checked.</param>
    /// <param name="onManyNames">Told once when more names were asked for than can be numbered.</param>
    public QuestionFaults(EmulatorPlan plan, Action<int> onManyNames)
    {
        _numbers = new SessionCounts(onManyNames);
        _faults =
        [
            .. plan.Faults.Select((spec, index) => (Spec: spec, Index: index))
                .Where(f => FaultLevels.Of(f.Spec) == FaultLevel.Resolver)
                .Select(f => (new Reach(f.Spec, plan.Seed, f.Index), QuestionFaultCatalog.Make(f.Spec))),
        ];
    }

    /// <summary>The fault that strikes a question; null when it is spared.</summary>
    /// <remarks>Questions are numbered by name and type and drawn by name: the two of a lookup, for IPv4 and for IPv6, share their fate whichever comes first.</remarks>
    public IQuestionFault? Draw(string name, ushort type, int open, TimeSpan sincePlan)
    {
        if (_faults.Length == 0)
        {
            return null;
        }

        var who = StableDraw.Hash(name);
        var candidate = new Candidate(who, _numbers.Next(StableDraw.Mix(who ^ type)), sincePlan, TimeSpan.Zero, 0, open);
        foreach (var (reach, fault) in _faults)
        {
            if (fault.CanStrike(type) && reach.Strikes(candidate))
            {
                return fault;
            }
        }

        return null;
    }
}
