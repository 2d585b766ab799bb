using System.Diagnostics;

namespace Lab.VmController.Tart;

/// <summary>The environment of every call.</summary>
/// <param name="Home">TART_HOME; null leaves Tart's own.</param>
/// <param name="TracesEndpoint">Where Tart's own spans can go, over HTTP; null where there is no such place.</param>
internal sealed record TartEnvironment(string? Home, string? TracesEndpoint)
{
    /// <summary>Tart exports spans over HTTP only, so an endpoint of gRPC is of no use to it.</summary>
    public static TartEnvironment From(IConfiguration configuration, string? home)
    {
        var traces = configuration["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];
        if (string.IsNullOrWhiteSpace(traces)
            && configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 } endpoint
            && (configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] ?? "grpc").StartsWith("http", StringComparison.Ordinal))
        {
            traces = $"{endpoint.TrimEnd('/')}/v1/traces";
        }

        return new TartEnvironment(home, string.IsNullOrWhiteSpace(traces) ? null : traces);
    }

    /// <summary>The variables for one call; with the trace that goes on now, if Tart's spans have somewhere to go.</summary>
    public IReadOnlyDictionary<string, string?> Variables()
    {
        var variables = new Dictionary<string, string?>
        {
            // Without it progress carries cursor escapes even to a pipe.
            ["CI"] = "1",

            // Or a clone deletes the user's cached images when the disk is short.
            ["TART_NO_AUTO_PRUNE"] = "1",

            // With a parent but no endpoint Tart would send its spans to whoever listens on 4318.
            ["TRACEPARENT"] = TracesEndpoint is null ? null : Activity.Current?.Id,
            ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = TracesEndpoint,
        };
        if (Home is not null)
        {
            variables["TART_HOME"] = Home;
        }

        return variables;
    }
}
