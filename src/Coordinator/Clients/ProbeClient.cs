using Lab.Contracts;
using Lab.Coordinator.Pages.Sources;

namespace Lab.Coordinator.Clients;

/// <summary>Asks the probe to look.</summary>
internal sealed class ProbeClient(HttpClient client, EmulatorClient emulator) : IHostNow
{
    private const string Name = "probe";

    public Task<Observation> Observe(ObserveRequest request, CancellationToken cancellation) =>
        client.Send<Observation>(Name, HttpMethod.Post, "/observations", request, cancellation);

    public Task Watch(WatchRequest request, CancellationToken cancellation) => client.Do(Name, HttpMethod.Put, "/watch", request, cancellation);

    public Task EndWatch(string runId, CancellationToken cancellation) => client.Do(Name, HttpMethod.Delete, $"/watch/{runId}", null, cancellation);

    public Task<Observation> Look(CancellationToken cancellation) =>
        Observe(new ObserveRequest(ObservationMoment.OnDemand, emulator.Url), cancellation);
}
