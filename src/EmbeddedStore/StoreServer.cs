using Microsoft.Extensions.Options;

namespace Lab.EmbeddedStore;

/// <summary>Runs Garnet as long as the service runs; ends the service where Garnet cannot start.</summary>
internal sealed class StoreServer(IOptions<StoreOptions> options, IConfiguration configuration, IHostApplicationLifetime lifetime, ILogger<StoreServer> logger) : IHostedService
{
    private EmbeddedGarnet? _garnet;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var directory = Path.Combine(Path.GetFullPath(configuration["Lab:DataDirectory"] is { Length: > 0 } set ? set : ".lab"), "store");
            _garnet = EmbeddedGarnet.Start(options.Value.Port, directory);
            logger.LogInformation("The store listens on 127.0.0.1:{Port} with its data in {Directory}.", _garnet.Port, directory);
        }
        catch (Exception exception)
        {
            // The message is enough for a directory in use; anything else needs its origin.
            logger.LogCritical(exception is StoreInUseException ? null : exception, "The store cannot start. {Reason}", exception.Message);
            Environment.ExitCode = 1;

            // Stopping in the midst of the start would end in an exception that hides the reason.
            lifetime.ApplicationStarted.Register(lifetime.StopApplication);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _garnet?.Dispose();
        return Task.CompletedTask;
    }
}
