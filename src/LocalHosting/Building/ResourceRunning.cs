using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Says how a resource is run, and what can be done with it.</summary>
public static class ResourceRunning
{
    /// <summary>Starts it only when another resource is healthy.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency) where T : IResourceWithWaitSupport
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dependency);
        return ReferenceEquals(builder.Resource, dependency.Resource)
            ? throw new DistributedApplicationException($"'{builder.Resource.Name}' cannot wait for itself.")
            : builder.Say(new WaitAnnotation(dependency.Resource));
    }

    /// <summary>Runs it as several processes.</summary>
    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        return builder.Say(new ReplicaAnnotation(replicas));
    }

    /// <summary>Offers a command on the host's console.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="name">What the user types.</param>
    /// <param name="displayName">What it is called.</param>
    /// <param name="executeCommand">What it does, in the host's process.</param>
    /// <param name="commandOptions">How it is offered.</param>
    public static IResourceBuilder<T> WithCommand<T>(
        this IResourceBuilder<T> builder, string name, string displayName, Func<ExecuteCommandContext, Task<ExecuteCommandResult>> executeCommand, CommandOptions? commandOptions = null)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Say(new ResourceCommandAnnotation(name, displayName, executeCommand, commandOptions ?? new CommandOptions()));
    }
}
