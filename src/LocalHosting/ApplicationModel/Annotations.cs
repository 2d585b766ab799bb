namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where a project is.</summary>
internal sealed record ProjectAnnotation(string ProjectPath) : IResourceAnnotation;

/// <summary>That a resource starts only when another is healthy.</summary>
internal sealed record WaitAnnotation(IResource Dependency) : IResourceAnnotation;

/// <summary>What tells whether a resource is healthy.</summary>
internal sealed record HttpHealthCheckAnnotation(string EndpointName, string Path, int StatusCode) : IResourceAnnotation;

/// <summary>How many processes a project has.</summary>
internal sealed record ReplicaAnnotation(int Replicas) : IResourceAnnotation;

/// <summary>Sets environment variables of a process, once every port is known.</summary>
internal sealed record EnvironmentAnnotation(Func<IDictionary<string, string>, CancellationToken, ValueTask> Set) : IResourceAnnotation;

/// <summary>A property of a connection, given beside its connection string.</summary>
internal sealed record ConnectionPropertyAnnotation(string Name, ReferenceExpression Value) : IResourceAnnotation;

/// <summary>Changes how an endpoint's address is shown.</summary>
internal sealed record UrlAnnotation(string EndpointName, Action<ResourceUrlAnnotation> Change) : IResourceAnnotation;

/// <summary>An address of a resource, as it is shown.</summary>
public sealed class ResourceUrlAnnotation : IResourceAnnotation
{
    /// <summary>The address; a relative one is taken from the endpoint's.</summary>
    public required string Url { get; set; }

    /// <summary>What to call it.</summary>
    public string? DisplayText { get; set; }
}
