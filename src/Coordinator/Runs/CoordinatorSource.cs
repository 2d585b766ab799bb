using System.Diagnostics;
using Lab.ServiceDefaults;

namespace Lab.Coordinator.Runs;

/// <summary>The coordinator's own spans.</summary>
internal sealed class CoordinatorSource(ServiceIdentity identity) : IDisposable
{
    public ActivitySource Activities { get; } = new(LabSources.For(identity.Service));

    public void Dispose() => Activities.Dispose();
}
