using System.Globalization;
using System.Reflection;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;

namespace Lab.AppHost;

/// <summary>Where the lab keeps its state.</summary>
internal enum StoreKind
{
    /// <summary>In a process of its own that comes with the lab.</summary>
    Embedded,

    /// <summary>In the Redis that ConnectionStrings:redis names.</summary>
    Given,

    /// <summary>In a container, because the user asked for one.</summary>
    Container,
}

/// <summary>What the user chose on the command line or in settings.</summary>
internal sealed record LabOptions(int Port, string DataDirectory, StoreKind Store, string AnthropicKey, string StandInPath)
{
    public const string Help = """
        Starts the lab: dotnet run --project AppHost [-- options]

          --port N           the port of the lab's page, 8420 by default (setting Lab:Port); another lab needs another port and another data directory
          --data DIR         where the lab keeps its data, .lab beside the solution by default (setting Lab:DataDirectory)
          --redis embedded   the lab's own store (the default)
          --redis container  a Redis in a container; needs Aspire and a container engine

        A running Redis is used where the setting ConnectionStrings:redis names one: ConnectionStrings__redis=127.0.0.1:6379.
        Any setting can be given as --Section:Key value or as an environment variable Section__Key.
        """;

    /// <summary>Options of Aspire itself, which it reads from the same command line.</summary>
    private static readonly string[] OfAspire =
    [
        "operation", "publisher", "step", "output-path", "log-level", "include-exception-details", "clear-cache", "yes",
        "dcp-cli-path", "dcp-container-runtime", "dcp-dependency-check-timeout", "dcp-dashboard-path", "environment",
    ];

    private static readonly string[] OfLab = ["port", "data", "redis"];

    public static bool IsHelpWanted(string[] args) => args.Any(a => a is "--help" or "-h" or "-?");

    /// <exception cref="DistributedApplicationException">Something cannot be used; the message names all of it.</exception>
    public static LabOptions Read(string[] args, IConfiguration settings, string appHostDirectory)
    {
        // The command line alone: an environment variable PORT or DATA is not meant for the lab.
        var given = new ConfigurationBuilder().AddCommandLine(args).Build();
        var faults = Unknown(args).ToList();

        var portText = given["port"] ?? settings["Lab:Port"] ?? "8420";
        if (!int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
        {
            faults.Add($"The port '{portText}' cannot be used: it must be a number from 1 to 65535.");
        }

        var redis = given["redis"] ?? settings["Lab:Redis"];
        if (redis is not (null or "embedded" or "container"))
        {
            faults.Add($"--redis {redis} is not known. It can be 'embedded' (the default) or 'container'; a running Redis is named by the setting ConnectionStrings:redis.");
        }

        var connection = settings.GetConnectionString("redis");
        if (redis is not null && !string.IsNullOrWhiteSpace(connection))
        {
            faults.Add($"Both --redis {redis} and the setting ConnectionStrings:redis are given; take one of them away.");
        }

        if (faults.Count > 0)
        {
            throw new DistributedApplicationException(string.Join(Environment.NewLine, [.. faults, "", Help]));
        }

        var root = Path.GetFullPath("..", appHostDirectory);
        var directory = given["data"] is { Length: > 0 } data
            ? Path.GetFullPath(data)
            : Path.GetFullPath(settings["Lab:DataDirectory"] is { Length: > 0 } set ? set : ".lab", root);
        return new LabOptions(port, directory, Kind(redis, connection), settings["Parameters:anthropic-key"] ?? settings["Parameters:anthropic_key"] ?? "", StandIn(root));
    }

    private static StoreKind Kind(string? redis, string? connection) =>
        redis == "container" ? StoreKind.Container : string.IsNullOrWhiteSpace(connection) ? StoreKind.Embedded : StoreKind.Given;

    /// <summary>Beside the services, in the configuration that AppHost itself was built in.</summary>
    private static string StandIn(string root)
    {
        var configuration = typeof(LabOptions).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug";
        return Path.Combine(root, "src", "TartStandIn", "bin", configuration, "net10.0", "Lab.TartStandIn");
    }

    /// <summary>A mistyped option would otherwise be taken for a setting that nobody reads.</summary>
    private static IEnumerable<string> Unknown(string[] args) => args
        .Where(a => a.StartsWith("--", StringComparison.Ordinal))
        .Select(a => a[2..].Split('=')[0])
        .Where(n => !n.Contains(':', StringComparison.Ordinal) && !OfLab.Concat(OfAspire).Contains(n, StringComparer.OrdinalIgnoreCase))
        .Select(n => $"There is no option --{n}.");
}
