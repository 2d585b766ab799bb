using System.Runtime.InteropServices;
using Lab.Contracts;

namespace Lab.Probe.Host;

/// <summary>A host of a system that the lab cannot read: says so, part by part.</summary>
internal sealed class OtherHost(TimeProvider clock) : IHostReader
{
    public Task<HostSnapshot> Read(CancellationToken cancellation) => Task.FromResult(new HostSnapshot
    {
        At = clock.GetUtcNow(),
        System = RuntimeInformation.OSDescription,
        Unavailable = [.. HostParts.All.Select(part => new Unavailable(part, "the lab reads Linux and macOS hosts only"))],
    });
}
