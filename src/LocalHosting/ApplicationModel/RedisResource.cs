namespace Aspire.Hosting.ApplicationModel;

/// <summary>A Redis in a container: something the local host refuses to start, with the reason.</summary>
/// <param name="name">The resource's name.</param>
public sealed class RedisResource(string name) : Resource(name), IResourceWithConnectionString, IResourceWithWaitSupport
{
    /// <inheritdoc />
    public ReferenceExpression ConnectionStringExpression => throw NotHere(Name);

    internal static DistributedApplicationException NotHere(string name) => new(
        $"'{name}' is a container, and the local host runs none: containers need Aspire, whose packages could not be had when AppHost was built. "
        + "Leave --redis out for the embedded store, or name a running Redis: ConnectionStrings__redis=127.0.0.1:6379.");
}
