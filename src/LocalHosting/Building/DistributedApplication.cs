using System.Reflection;
using Lab.LocalHosting;

namespace Aspire.Hosting;

/// <summary>An application of several processes, run on this machine without Aspire.</summary>
public sealed class DistributedApplication
{
    private readonly LocalApplication _application;

    internal DistributedApplication(LocalApplication application) => _application = application;

    /// <summary>Begins an application.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) =>
        new LocalApplicationBuilder(args, Assembly.GetEntryAssembly() ?? throw new InvalidOperationException("There is no entry assembly to take the application from."));

    /// <summary>Runs until Ctrl+C or SIGTERM, and stops what it started.</summary>
    /// <exception cref="DistributedApplicationException">It could not start; whatever was started is stopped again.</exception>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>Runs until Ctrl+C, SIGTERM or cancellation, and stops what it started.</summary>
    /// <exception cref="DistributedApplicationException">It could not start; whatever was started is stopped again.</exception>
    public Task RunAsync(CancellationToken cancellationToken = default) => _application.Run(cancellationToken);
}
