using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lab.ServiceDefaults;

/// <summary>Ends this service when the host that started it is gone, even killed: its end of our standard input then closes.</summary>
/// <remarks>Only where the host says so (<c>LAB_HOST_WATCH=stdin</c>); under Aspire the orchestrator sees to it.</remarks>
internal sealed class HostWatch(IConfiguration configuration, IHostApplicationLifetime lifetime, ILogger<HostWatch> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration["LAB_HOST_WATCH"] == "stdin")
        {
            // A blocking read on a thread of its own: an asynchronous one on standard input holds a pool thread anyway.
            new Thread(Watch) { IsBackground = true, Name = "host-watch" }.Start();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Watch()
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[64];
        while (input.Read(buffer) > 0)
        {
        }

        logger.LogInformation("The lab's host is gone; stopping.");
        lifetime.StopApplication();
    }
}
