using Lab.Contracts;

namespace Lab.Coordinator.Pages.Sources;

/// <summary>A look at the host and the default target, taken now.</summary>
public interface IHostNow
{
    /// <summary>Asks the probe to look once; what it saw is kept among the latest observations too.</summary>
    /// <exception cref="HttpRequestException">The probe did not answer, or not with success; the page shows the message.</exception>
    Task<Observation> Look(CancellationToken cancellation = default);
}
