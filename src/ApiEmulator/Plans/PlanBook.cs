using Lab.Contracts;
using Lab.ServiceDefaults;

namespace Lab.ApiEmulator.Plans;

/// <summary>Holds the plan in force. A request keeps the plan it began under.</summary>
internal sealed class PlanBook(ServiceIdentity identity)
{
    private volatile PlanInForce _current = new(Healthy);

    /// <summary>What the emulator does until somebody sets a plan: no faults.</summary>
    public static EmulatorPlan Healthy { get; } = new() { Id = "healthy" };

    public PlanInForce Current => _current;

    public EmulatorStatus Status => _current.Status(identity.Instance);

    /// <summary>Puts a checked plan in force; everything counted under the former one is forgotten.</summary>
    public void Set(EmulatorPlan plan) => _current = new PlanInForce(plan);
}
