namespace Lab.Coordinator.Clients;

/// <summary>Where another service of the lab is, as the AppHost tells it.</summary>
internal static class ServiceAddress
{
    /// <summary>The base address of a service.</summary>
    /// <exception cref="InvalidOperationException">It is not set, or is no address.</exception>
    public static Uri Of(IConfiguration configuration, string service)
    {
        var key = $"services:{service}:http:0";
        return Uri.TryCreate(configuration[key], UriKind.Absolute, out var address)
            ? address
            : throw new InvalidOperationException($"The setting {key} is '{configuration[key]}', which is not an address: it says where the {service} is, for example {key.Replace(":", "__", StringComparison.Ordinal)}=http://127.0.0.1:5001. The AppHost sets it by itself.");
    }
}
