namespace Lab.LoadGenerator.Cli;

/// <summary>Removes, once at the start, what a load-generator that died has left behind of the real command's sessions.</summary>
internal sealed class ClaudeLeftovers(ILogger<ClaudeLeftovers> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(
        () =>
        {
            try
            {
                ClaudeHome.RemoveLeftovers();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                logger.LogWarning("Directories of earlier sessions of the claude command could not be removed: {Reason}", exception.Message);
            }
        },
        stoppingToken);
}
