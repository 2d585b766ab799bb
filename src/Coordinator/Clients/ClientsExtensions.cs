namespace Lab.Coordinator.Clients;

/// <summary>Adds the clients of the other services.</summary>
internal static class ClientsExtensions
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>Looking at what speaks against machines takes the vm-controller up to 15 s by itself.</summary>
    private static readonly TimeSpan VmLimit = TimeSpan.FromSeconds(30);

    public static void AddServiceClients(this WebApplicationBuilder builder)
    {
        // Addresses are read here, so that a missing one stops the start and not the first run.
        var emulator = ServiceAddress.Of(builder.Configuration, "api-emulator");
        var probe = ServiceAddress.Of(builder.Configuration, "probe");
        var vms = ServiceAddress.Of(builder.Configuration, "vm-controller");

        builder.Services.AddSingleton(_ => new EmulatorClient(Client(emulator)));
        builder.Services.AddSingleton(s => new ProbeClient(Client(probe), s.GetRequiredService<EmulatorClient>()));
        builder.Services.AddSingleton(_ => new VmClient(Client(vms, VmLimit)));
        builder.Services.AddSingleton(_ => new BallastClient(Client(vms, VmLimit)));
        builder.Services.AddSingleton<Pages.Sources.IHostNow>(s => s.GetRequiredService<ProbeClient>());
        builder.Services.AddSingleton<Pages.Sources.IVms>(s => s.GetRequiredService<VmClient>());
    }

    private static HttpClient Client(Uri address, TimeSpan? limit = null) => new() { BaseAddress = address, Timeout = limit ?? Limit };
}
