using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Sets environment variables of services, by value or by what they refer to.</summary>
public static class ResourceEnvironment
{
    /// <summary>Sets a variable.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value) where T : IResourceWithEnvironment =>
        builder.Say(new EnvironmentAnnotation((variables, _) =>
        {
            variables[name] = value ?? "";
            return ValueTask.CompletedTask;
        }));

    /// <summary>Sets a variable to a parameter's value.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, IResourceBuilder<ParameterResource> parameter) where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return builder.Say(new EnvironmentAnnotation(async (variables, cancellation) => variables[name] = await parameter.Resource.GetValueAsync(cancellation) ?? ""));
    }

    /// <summary>Tells the service a connection string, as <c>ConnectionStrings__name</c>, and the connection's properties, as <c>NAME_PROPERTY</c>.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source)
        where TDestination : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(source);
        var resource = source.Resource;
        return builder.Say(new EnvironmentAnnotation(async (variables, cancellation) =>
        {
            variables[$"ConnectionStrings__{resource.Name}"] = await resource.ConnectionStringExpression.GetValueAsync(cancellation) ?? "";
            foreach (var property in resource.Annotations.OfType<ConnectionPropertyAnnotation>())
            {
                variables[$"{Upper(resource.Name)}_{property.Name.ToUpperInvariant()}"] = await property.Value.GetValueAsync(cancellation) ?? "";
            }
        }));
    }

    /// <summary>Tells the service where another listens, as <c>services__name__scheme__0</c> and as <c>NAME_ENDPOINT</c>.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(source);
        var resource = source.Resource;
        return builder.Say(new EnvironmentAnnotation((variables, _) =>
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                var url = new EndpointReference(resource, endpoint.Name).Url;
                var key = endpoint.Name == endpoint.Scheme ? endpoint.Scheme : endpoint.Name;
                variables[$"services__{resource.Name}__{key}__0"] = url;
                variables[$"{Upper(resource.Name)}_{Upper(endpoint.Name)}"] = url;
            }

            return ValueTask.CompletedTask;
        }));
    }

    /// <summary>Adds a property to a connection string's resource.</summary>
    public static IResourceBuilder<T> WithConnectionProperty<T>(this IResourceBuilder<T> builder, string name, ReferenceExpression value) where T : IResourceWithConnectionString =>
        builder.Say(new ConnectionPropertyAnnotation(name, value));

    private static string Upper(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));
}
