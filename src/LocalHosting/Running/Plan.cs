using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Lab.Shell;

namespace Lab.LocalHosting;

/// <summary>What will be started and where it will listen: made, and all its faults told at once, before anything is started.</summary>
internal sealed class Plan
{
    private readonly List<string> _faults = [];

    private Plan(IReadOnlyList<Instance> instances) => Instances = instances;

    /// <summary>The processes, those that wait for nobody first.</summary>
    public IReadOnlyList<Instance> Instances { get; private set; }

    /// <exception cref="DistributedApplicationException">Something is missing or taken; the message tells all of it.</exception>
    public static async Task<Plan> Make(IReadOnlyList<IResource> resources, string configuration, string framework, ICommandRunner commands, CancellationToken cancellation)
    {
        var plan = new Plan([]);
        var projects = resources.OfType<ProjectResource>().OrderBy(r => Depth(r, [])).ToList();
        await plan.CheckFixedPorts(projects, commands, cancellation);

        using var choice = new PortChoice();
        plan.Instances = [.. projects.SelectMany(p => plan.InstancesOf(p, configuration, framework, choice))];
        return plan._faults.Count == 0 ? plan : throw new DistributedApplicationException(string.Join(Environment.NewLine, plan._faults));
    }

    /// <summary>How many resources must be healthy one after the other before this one starts.</summary>
    public static int Depth(IResource resource, HashSet<IResource> above)
    {
        if (!above.Add(resource))
        {
            throw new DistributedApplicationException($"These wait for each other in a circle: {string.Join(", ", above.Select(r => r.Name))}.");
        }

        var depth = resource.Annotations.OfType<WaitAnnotation>().Select(w => Depth(w.Dependency, [.. above]) + 1).DefaultIfEmpty(0).Max();
        return depth;
    }

    private async Task CheckFixedPorts(IReadOnlyList<ProjectResource> projects, ICommandRunner commands, CancellationToken cancellation)
    {
        foreach (var (project, endpoint) in projects.SelectMany(p => p.Annotations.OfType<EndpointAnnotation>().Select(e => (p, e))))
        {
            if (endpoint.Port is { } port && !PortChoice.IsFree(port))
            {
                var holder = await PortHolder.Describe(port, commands, cancellation);
                _faults.Add($"Port {port}, where {project.Name} should listen, is taken by {holder}. Stop that process, or give another port (--port for the coordinator's).");
            }
        }
    }

    private IEnumerable<Instance> InstancesOf(ProjectResource project, string configuration, string framework, PortChoice choice)
    {
        var path = project.Annotations.OfType<ProjectAnnotation>().Single().ProjectPath;
        var directory = Path.GetDirectoryName(path)!;
        var assembly = Path.Combine(directory, "bin", configuration, framework, Path.GetFileNameWithoutExtension(path) + ".dll");
        if (!File.Exists(assembly))
        {
            _faults.Add($"{project.Name} is not built: {assembly} is missing. Build it: dotnet build {path} -c {configuration}");
        }

        var endpoints = project.Annotations.OfType<EndpointAnnotation>().ToList();
        var replicas = project.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;
        for (var replica = 1; replica <= replicas; replica++)
        {
            var ports = endpoints.ToDictionary(e => e, e => e.Port ?? choice.Free());
            if (replica == 1)
            {
                endpoints.ForEach(e => e.AllocatedPort = ports[e]);
            }
            else if (endpoints.FirstOrDefault(e => e.Port is not null) is { } fixedPort)
            {
                _faults.Add($"{project.Name} has {replicas} replicas and a fixed port {fixedPort.Port}; only one of them could have it.");
            }

            var name = replicas == 1 ? project.Name : string.Create(CultureInfo.InvariantCulture, $"{project.Name}-{replica}");
            yield return new Instance(project, name, assembly, directory, ports);
        }
    }
}
