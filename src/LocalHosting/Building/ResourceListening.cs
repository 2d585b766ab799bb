using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Says where a resource listens, and what tells that it is healthy.</summary>
public static class ResourceListening
{
    /// <summary>The resource serves HTTP.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="port">A fixed port; a free one where null.</param>
    /// <param name="name">The endpoint's name; <c>http</c> where null.</param>
    /// <param name="env">The variable that takes the port; ASPNETCORE_URLS where null.</param>
    /// <param name="isProxied">Whether an orchestrator may put a proxy in front; this host never does.</param>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(this IResourceBuilder<T> builder, int? port = null, string? name = null, string? env = null, bool? isProxied = null)
        where T : IResourceWithEndpoints => builder.WithEndpoint(port, "http", name, env, isProxied);

    /// <summary>The resource listens.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="port">A fixed port; a free one where null.</param>
    /// <param name="scheme">The scheme; <c>tcp</c> where null.</param>
    /// <param name="name">The endpoint's name; the scheme where null.</param>
    /// <param name="env">The variable that takes the port.</param>
    /// <param name="isProxied">Whether an orchestrator may put a proxy in front; this host never does.</param>
    public static IResourceBuilder<T> WithEndpoint<T>(this IResourceBuilder<T> builder, int? port = null, string? scheme = null, string? name = null, string? env = null, bool? isProxied = null)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        _ = isProxied;
        var endpoint = new EndpointAnnotation(name ?? scheme ?? "tcp", scheme ?? "tcp", port, env);
        if (builder.Resource.Annotations.OfType<EndpointAnnotation>().Any(e => e.Name == endpoint.Name))
        {
            throw new DistributedApplicationException($"'{builder.Resource.Name}' has two endpoints named '{endpoint.Name}'; give one of them another name.");
        }

        return builder.Say(endpoint);
    }

    /// <summary>A reference to an endpoint.</summary>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name) where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        return new EndpointReference(builder.Resource, name);
    }

    /// <summary>The resource is healthy when a path answers with a status.</summary>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints => builder.Say(new HttpHealthCheckAnnotation(endpointName ?? "http", path ?? "/", statusCode ?? 200));

    /// <summary>Changes how an endpoint's address is shown.</summary>
    public static IResourceBuilder<T> WithUrlForEndpoint<T>(this IResourceBuilder<T> builder, string endpointName, Action<ResourceUrlAnnotation> callback)
        where T : IResource => builder.Say(new UrlAnnotation(endpointName, callback));
}
