namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of the application: a process, a connection string, a parameter.</summary>
public interface IResource
{
    /// <summary>Its name, unique in the application.</summary>
    string Name { get; }

    /// <summary>What was said of it.</summary>
    ResourceAnnotationCollection Annotations { get; }
}

/// <summary>Something said of a resource.</summary>
public interface IResourceAnnotation;

/// <summary>Something whose text is known once the application starts.</summary>
public interface IValueProvider
{
    /// <summary>The text; null where there is none.</summary>
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);
}

/// <summary>A resource that takes environment variables.</summary>
public interface IResourceWithEnvironment : IResource;

/// <summary>A resource that can wait for others.</summary>
public interface IResourceWithWaitSupport : IResource;

/// <summary>A resource that listens.</summary>
public interface IResourceWithEndpoints : IResource;

/// <summary>A resource that others find by its name.</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;

/// <summary>A resource that others reach by a connection string.</summary>
public interface IResourceWithConnectionString : IResource
{
    /// <summary>The connection string.</summary>
    ReferenceExpression ConnectionStringExpression { get; }
}
