using Lab.Contracts;

namespace Lab.Probe.Host;

/// <summary>Reads the host's network and resources. What cannot be read is listed in the snapshot, never thrown.</summary>
internal interface IHostReader
{
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    Task<HostSnapshot> Read(CancellationToken cancellation);
}
