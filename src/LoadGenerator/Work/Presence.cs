using Lab.Contracts;
using Lab.LoadGenerator.Budgets;
using Lab.ServiceDefaults;

namespace Lab.LoadGenerator.Work;

/// <summary>What this replica says of itself with each sign of life.</summary>
internal sealed class Presence(ServiceIdentity identity, RequestGate gate)
{
    public WorkerInfo Now => new(identity.Instance, gate.Secret is not null, ClaudeVersion);

    /// <summary>The version of the <c>claude</c> command, once it is known; null where it cannot be run.</summary>
    public string? ClaudeVersion { get; set; }
}
