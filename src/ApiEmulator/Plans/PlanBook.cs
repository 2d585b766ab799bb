using Lab.Contracts;
using Lab.ServiceDefaults;

namespace Lab.ApiEmulator.Plans;

/// <summary>Holds the plan in force. A request keeps the plan it began under.</summary>
internal sealed class PlanBook
{
    private readonly ServiceIdentity _identity;
    private readonly TimeProvider _clock;
    private readonly ILogger<PlanBook> _logger;
    private volatile PlanInForce _current;

    public PlanBook(ServiceIdentity identity, TimeProvider clock, ILogger<PlanBook> logger)
    {
        _clock = clock;
        _identity = identity;
        _logger = logger;
        _current = Enforced(Healthy);
    }

    /// <summary>What the emulator does until somebody sets a plan: no faults.</summary>
    public static EmulatorPlan Healthy { get; } = new() { Id = "healthy" };

    public PlanInForce Current => _current;

    /// <summary>Told at once when another plan is in force, with that one: what it changes has changed when <see cref="Set"/> comes back.</summary>
    public event Action<PlanInForce>? Changed;

    public EmulatorStatus Status => _current.Status(_identity.Instance);

    /// <summary>Puts a checked plan in force; everything counted under the former one is forgotten.</summary>
    public void Set(EmulatorPlan plan)
    {
        var next = Enforced(plan);
        _current = next;
        Changed?.Invoke(next);
    }

    private PlanInForce Enforced(EmulatorPlan plan) => new(plan, _clock, sessions =>
        _logger.LogWarning("Plan {Plan} has met more than {Sessions} sessions: the draws of the earliest begin anew should they come back.", plan.Id, sessions));
}
