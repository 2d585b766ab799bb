using Aspire.Hosting.ApplicationModel;
using Lab.Shell;

namespace Lab.LocalHosting;

/// <summary>One process of a project: where it is, where it listens, and how it is doing.</summary>
internal sealed class Instance(ProjectResource resource, string name, string assembly, string directory, IReadOnlyDictionary<EndpointAnnotation, int> ports)
{
    private const int LinesKept = 20;

    private readonly Queue<string> _lines = new();
    private readonly Lock _lock = new();

    public ProjectResource Resource { get; } = resource;

    /// <summary>The resource's name, with a number where it has replicas.</summary>
    public string Name { get; } = name;

    /// <summary>The file to run.</summary>
    public string Assembly { get; } = assembly;

    /// <summary>Where it runs.</summary>
    public string Directory { get; } = directory;

    public IReadOnlyDictionary<EndpointAnnotation, int> Ports { get; } = ports;

    public InstanceState State { get; set; }

    public ServiceProcess? Process { get; set; }

    public bool IsRunning => Process is { Exited.IsCompleted: false };

    /// <summary>What it said last.</summary>
    public IReadOnlyList<string> LastLines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Where its health is asked; null where nobody said.</summary>
    public (Uri Url, int Status)? Health =>
        Resource.Annotations.OfType<HttpHealthCheckAnnotation>().LastOrDefault() is { } check
            ? (new Uri($"http://localhost:{Ports.Single(p => p.Key.Name == check.EndpointName).Value}{check.Path}"), check.StatusCode)
            : null;

    public void Keep(string line)
    {
        lock (_lock)
        {
            _lines.Enqueue(line);
            if (_lines.Count > LinesKept)
            {
                _lines.Dequeue();
            }
        }
    }
}

/// <summary>How a process is doing.</summary>
internal enum InstanceState
{
    /// <summary>What it waits for is not healthy yet.</summary>
    Waiting,

    /// <summary>Started, and not healthy yet.</summary>
    Starting,

    /// <summary>Its health check passed.</summary>
    Healthy,

    /// <summary>Its health check does not pass any more.</summary>
    Unhealthy,

    /// <summary>Its process is gone.</summary>
    Ended,
}
