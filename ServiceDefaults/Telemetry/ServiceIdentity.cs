using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Lab.ServiceDefaults;

/// <summary>Which service this process is, and which of its instances.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="Instance">Unique to this life of the process: the service's name, the process id and a few random digits.</param>
public sealed record ServiceIdentity(string Service, string Instance)
{
    internal static ServiceIdentity Read(IConfiguration configuration, string fallback)
    {
        var service = configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } name ? name : fallback;
        var life = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..6];
        return new ServiceIdentity(service, $"{service}-{Environment.ProcessId}-{life}");
    }
}
