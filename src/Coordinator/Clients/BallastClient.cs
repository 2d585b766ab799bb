using Lab.Contracts;

namespace Lab.Coordinator.Clients;

/// <summary>Asks the vm-controller for load without a machine.</summary>
internal sealed class BallastClient(HttpClient client)
{
    private const string Name = "vm-controller";

    public Task<PreflightReport> Check(BallastSpec spec, CancellationToken cancellation) => client.Send<PreflightReport>(Name, HttpMethod.Post, "/ballast/check", spec, cancellation);

    public Task<BallastView?> Find(string name, CancellationToken cancellation) => client.Find<BallastView>(Name, $"/ballast/{name}", cancellation);

    public Task Want(string name, BallastSpec spec, CancellationToken cancellation) => client.Do(Name, HttpMethod.Put, $"/ballast/{name}", spec, cancellation);

    public Task Delete(string name, CancellationToken cancellation) => client.Do(Name, HttpMethod.Delete, $"/ballast/{name}", null, cancellation);
}
