using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Lab.ApiEmulator.Doors;

/// <summary>One application behind two servers: that of the host's address, which the lab controls the emulator by and which no fault of connections touches, and that of the sessions.</summary>
internal sealed class TwoDoors(IServer control, SessionServer sessions) : IServer
{
    public IFeatureCollection Features => control.Features;

    public async Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken) where TContext : notnull
    {
        // First: who is told that the emulator is ready also wants to know where.
        await sessions.Start(application, cancellationToken);
        await control.StartAsync(application, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(sessions.Stop(cancellationToken), control.StopAsync(cancellationToken));

    public void Dispose() => control.Dispose();
}
