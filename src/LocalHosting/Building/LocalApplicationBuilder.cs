using System.Reflection;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Lab.LocalHosting;

/// <summary>Collects the resources of an application that runs without Aspire.</summary>
internal sealed class LocalApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly Assembly _appHost;
    private readonly List<IResource> _resources = [];

    public LocalApplicationBuilder(string[] args, Assembly appHost)
    {
        _appHost = appHost;

        // Written by AppHost's project file, under the name that Aspire uses.
        AppHostDirectory = appHost.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == "apphostprojectpath")?.Value
            ?? throw new DistributedApplicationException($"{appHost.GetName().Name} does not say where its project file is: it lacks the assembly metadata 'apphostprojectpath'.");

        Configuration = new ConfigurationManager();
        Configuration.SetBasePath(AppHostDirectory);
        Configuration.AddJsonFile("appsettings.json", optional: true);
        Configuration.AddJsonFile("appsettings.Development.json", optional: true);
        Configuration.AddUserSecrets(appHost, optional: true);
        Configuration.AddEnvironmentVariables();
        Configuration.AddCommandLine(args);
    }

    public ConfigurationManager Configuration { get; }

    public string AppHostDirectory { get; }

    public IResourceBuilder<T> AddResource<T>(T resource) where T : IResource
    {
        if (_resources.Any(r => string.Equals(r.Name, resource.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new DistributedApplicationException($"There are two resources named '{resource.Name}'; give one of them another name.");
        }

        _resources.Add(resource);
        return new ResourceBuilder<T>(this, resource);
    }

    public DistributedApplication Build() =>
        new(new LocalApplication([.. _resources], _appHost.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug", LocalSettings.Read(Configuration)));
}
