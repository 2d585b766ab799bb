using Lab.LoadGenerator.Dialing.Names;
using Lab.LoadGenerator.Work;

namespace Lab.LoadGenerator.Cli;

/// <summary>What is done about the real command once, at the start: what a load-generator that died has left behind is removed, and the version that is installed is told to whoever plans runs.</summary>
internal sealed class ClaudeStart(ClaudeFinder finder, Presence presence, ILogger<ClaudeStart> logger) : BackgroundService
{
    private const string AnyClient = "";

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(
        async () =>
        {
            try
            {
                ClaudeHome.RemoveLeftovers();
                var (command, otherwise) = await finder.Find(AnyClient, stoppingToken);
                presence.ClaudeVersion = command?.Version;
                logger.LogDebug("The real client: {Found}", command?.Name ?? otherwise);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                logger.LogWarning("Directories for sessions of the claude command could not be made or removed: {Reason}", exception.Message);
            }
            catch (OperationCanceledException)
            {
                // The service stops.
            }
        },
        stoppingToken);
}
