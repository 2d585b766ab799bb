using Lab.Contracts;

namespace Lab.Coordinator.Clients;

/// <summary>Tells the API emulator what to do.</summary>
internal sealed class EmulatorClient(HttpClient client)
{
    private const string Name = "api-emulator";

    /// <summary>Where sessions reach it.</summary>
    public Uri Url => client.BaseAddress!;

    public Task<EmulatorStatus> Status(CancellationToken cancellation) => client.Send<EmulatorStatus>(Name, HttpMethod.Get, "/lab/status", null, cancellation);

    /// <summary>The latest requests of clients, oldest first, where the plan has them remembered.</summary>
    public Task<IReadOnlyList<EmulatorRequest>> Requests(CancellationToken cancellation) => client.Send<IReadOnlyList<EmulatorRequest>>(Name, HttpMethod.Get, "/lab/requests", null, cancellation);

    public Task Plan(EmulatorPlan plan, CancellationToken cancellation) => client.Do(Name, HttpMethod.Put, "/lab/plan", plan, cancellation);

    public Task ClearPlan(CancellationToken cancellation) => client.Do(Name, HttpMethod.Delete, "/lab/plan", null, cancellation);
}
