using System.Globalization;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;

namespace Lab.LocalHosting;

/// <summary>How long the local host waits.</summary>
/// <param name="StartLimit">For a resource to become healthy; <c>LocalHosting:StartLimit</c>, by default two minutes.</param>
/// <param name="StopLimit">For a process to end after it was asked to; <c>LocalHosting:StopLimit</c>, by default ten seconds.</param>
internal sealed record LocalSettings(TimeSpan StartLimit, TimeSpan StopLimit)
{
    public static LocalSettings Read(IConfiguration configuration) => new(
        Limit(configuration, "LocalHosting:StartLimit", TimeSpan.FromMinutes(2)),
        Limit(configuration, "LocalHosting:StopLimit", TimeSpan.FromSeconds(10)));

    private static TimeSpan Limit(IConfiguration configuration, string key, TimeSpan fallback) => configuration[key] switch
    {
        null or "" => fallback,
        var text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var limit) && limit > TimeSpan.Zero => limit,
        var text => throw new DistributedApplicationException($"{key} is '{text}'; it must be a time above zero such as 00:02:00."),
    };
}
