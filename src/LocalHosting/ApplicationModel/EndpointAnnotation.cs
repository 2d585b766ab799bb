namespace Aspire.Hosting.ApplicationModel;

/// <summary>That a resource listens, and how.</summary>
internal sealed class EndpointAnnotation(string name, string scheme, int? port, string? environmentVariable) : IResourceAnnotation
{
    private int? _allocated;

    public string Name { get; } = name;

    public string Scheme { get; } = scheme;

    /// <summary>The port asked for; null asks for a free one.</summary>
    public int? Port { get; } = port is 0 ? null : port;

    /// <summary>The variable that tells the process its port; null where ASPNETCORE_URLS does.</summary>
    public string? EnvironmentVariable { get; } = environmentVariable;

    public bool IsHttp => Scheme is "http" or "https";

    /// <summary>The port of the first replica: what others are told.</summary>
    public int AllocatedPort
    {
        get => _allocated ?? throw new InvalidOperationException($"The endpoint '{Name}' has no port before the application starts.");
        set => _allocated = value;
    }
}
