namespace Lab.Coordinator.Clients;

/// <summary>Adds the clients of the other services.</summary>
internal static class ClientsExtensions
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    public static void AddServiceClients(this WebApplicationBuilder builder)
    {
        // Addresses are read here, so that a missing one stops the start and not the first run.
        var emulator = ServiceAddress.Of(builder.Configuration, "api-emulator");
        var probe = ServiceAddress.Of(builder.Configuration, "probe");
        var vms = ServiceAddress.Of(builder.Configuration, "vm-controller");

        builder.Services.AddSingleton(_ => new EmulatorClient(Client(emulator)));
        builder.Services.AddSingleton(s => new ProbeClient(Client(probe), s.GetRequiredService<EmulatorClient>()));
        builder.Services.AddSingleton(_ => new VmClient(Client(vms)));
        builder.Services.AddSingleton(_ => new BallastClient(Client(vms)));
        builder.Services.AddSingleton<Pages.Sources.IHostNow>(s => s.GetRequiredService<ProbeClient>());
        builder.Services.AddSingleton<Pages.Sources.IVms>(s => s.GetRequiredService<VmClient>());
    }

    private static HttpClient Client(Uri address) => new() { BaseAddress = address, Timeout = Limit };
}
