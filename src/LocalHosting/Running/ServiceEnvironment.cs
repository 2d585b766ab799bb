using System.Collections;
using Aspire.Hosting.ApplicationModel;

namespace Lab.LocalHosting;

/// <summary>The environment of a service: the host's own, less what concerns the host alone, and what the application says.</summary>
internal static class ServiceEnvironment
{
    /// <summary>Would make a service listen elsewhere than it was told.</summary>
    private static readonly string[] Listening = ["URLS", "HTTP_PORTS", "HTTPS_PORTS"];

    public static async Task<IReadOnlyDictionary<string, string?>> Of(Instance instance, CancellationToken cancellation)
    {
        var told = new Dictionary<string, string>
        {
            ["OTEL_SERVICE_NAME"] = instance.Resource.Name,
            ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={instance.Name}",
            ["LAB_HOST_WATCH"] = "stdin",
        };
        foreach (var (endpoint, port) in instance.Ports)
        {
            if (endpoint.EnvironmentVariable is { } variable)
            {
                told[variable] = $"{port}";
            }
        }

        var urls = instance.Ports.Where(p => p.Key is { IsHttp: true, EnvironmentVariable: null }).Select(p => $"{p.Key.Scheme}://localhost:{p.Value}");
        told["ASPNETCORE_URLS"] = string.Join(';', urls);
        foreach (var said in instance.Resource.Annotations.OfType<EnvironmentAnnotation>())
        {
            await said.Set(told, cancellation);
        }

        var variables = new Dictionary<string, string?>();
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(IsTheHostsAlone))
        {
            variables[name] = null;
        }

        AddDefaults(variables);
        foreach (var (name, value) in told)
        {
            variables[name] = value;
        }

        return variables;
    }

    /// <summary>Parameters hold secrets that only the services they are given to may see.</summary>
    private static bool IsTheHostsAlone(string name) =>
        name.StartsWith("Parameters__", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("ASPIRE_", StringComparison.Ordinal)
        || name == "DOTNET_LAUNCH_PROFILE"
        || Listening.Any(l => name == l || name == $"ASPNETCORE_{l}" || name == $"DOTNET_{l}");

    /// <summary>What a service gets unless the host's own environment says otherwise.</summary>
    private static void AddDefaults(Dictionary<string, string?> variables)
    {
        IDictionary given = Environment.GetEnvironmentVariables();
        (string Name, string Value)[] defaults =
        [
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("DOTNET_ENVIRONMENT", "Development"),

            // A line for an event, since lines of several services stand side by side; and nothing that the host says itself.
            ("Logging__Console__FormatterName", "simple"),
            ("Logging__Console__FormatterOptions__SingleLine", "true"),
            ("Logging__LogLevel__Microsoft.Hosting.Lifetime", "Warning"),
        ];
        foreach (var (name, value) in defaults)
        {
            if (!given.Contains(name))
            {
                variables[name] = value;
            }
        }
    }
}
