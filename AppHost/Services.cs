using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Lab.AppHost;

/// <summary>Adds a service of the lab with what all of them have: HTTP, a health check, the data directory.</summary>
internal static class Services
{
    public static IResourceBuilder<ProjectResource> AddLabService(
        this IDistributedApplicationBuilder builder, string name, string folder, LabOptions lab, int? port = null, bool? isProxied = null) =>
        builder.AddProject(name, $"../src/{folder}/Lab.{folder}.csproj")
            .WithHttpEndpoint(port: port, isProxied: isProxied)
            .WithHttpHealthCheck("/health")
            .WithEnvironment("Lab__DataDirectory", lab.DataDirectory)
            // A line for each health check of each service would drown the rest.
            .WithEnvironment("Logging__LogLevel__Microsoft.AspNetCore", "Warning");
}
