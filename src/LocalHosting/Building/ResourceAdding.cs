using System.Diagnostics.CodeAnalysis;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Adds resources to an application.</summary>
public static class ResourceAdding
{
    /// <summary>Adds a service by its project file.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="projectPath">The project file; a relative path is taken from AppHost's directory.</param>
    public static IResourceBuilder<ProjectResource> AddProject(this IDistributedApplicationBuilder builder, string name, string projectPath)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddResource(new ProjectResource(name)).Say(new ProjectAnnotation(Path.GetFullPath(projectPath, builder.AppHostDirectory)));
    }

    /// <summary>Adds a connection string that configuration gives under <c>ConnectionStrings</c>.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(this IDistributedApplicationBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var given = new ParameterResource(
            name,
            () => builder.Configuration.GetConnectionString(name) ?? throw new DistributedApplicationException($"No connection string '{name}' is set: ConnectionStrings__{name} says where it is."),
            secret: true);
        return builder.AddConnectionString(name, ReferenceExpression.Create($"{given}"));
    }

    /// <summary>Adds a connection string put together from other resources.</summary>
    public static IResourceBuilder<ConnectionStringResource> AddConnectionString(this IDistributedApplicationBuilder builder, string name, ReferenceExpression connectionStringExpression)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddResource(new ConnectionStringResource(name, connectionStringExpression));
    }

    /// <summary>Adds a value from outside.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="value">The value.</param>
    /// <param name="secret">Whether it must not be shown.</param>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, string value, bool secret = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddResource(new ParameterResource(name, () => value, secret));
    }

    /// <summary>Says that containers need Aspire.</summary>
    /// <exception cref="DistributedApplicationException">Always.</exception>
    [SuppressMessage("Usage", "CA1801", Justification = "The shape of Aspire's own method.")]
    public static IResourceBuilder<RedisResource> AddRedis(this IDistributedApplicationBuilder builder, string name) => throw RedisResource.NotHere(name);

    /// <summary>Never reached: there is no container to give a volume.</summary>
    public static IResourceBuilder<RedisResource> WithDataVolume(this IResourceBuilder<RedisResource> builder) => builder;

    /// <summary>Never reached: there is no container to make persistent.</summary>
    public static IResourceBuilder<RedisResource> WithPersistence(this IResourceBuilder<RedisResource> builder) => builder;
}
