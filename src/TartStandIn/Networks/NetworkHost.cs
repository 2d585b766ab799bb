using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Lab.Shell;

namespace Lab.TartStandIn.Networks;

/// <summary>An interface of the host.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What made it: <c>bridge</c>, <c>tun</c>, <c>macvtap</c>, …; null for hardware.</param>
/// <param name="Index">Its number.</param>
internal sealed record Link(string Name, string? Kind, int Index);

/// <summary>The host's network as its own tools show and change it: <c>ip</c>, <c>nft</c>, <c>sysctl</c>, <c>ss</c>.</summary>
/// <remarks>Nothing here asks the kernel past those tools, so that all of it happens in the network namespace in which they are run.</remarks>
internal sealed class NetworkHost(ICommandRunner runner)
{
    /// <exception cref="HostRefusedException">It did not succeed.</exception>
    public async Task<string> Do(string tool, IReadOnlyList<string> arguments, CancellationToken stopped)
    {
        var result = await Try(tool, arguments, stopped);
        return result.Succeeded ? result.Output : throw new HostRefusedException($"{tool} {string.Join(' ', arguments)}: {Said(result)}");
    }

    public Task<CommandResult> Try(string tool, IReadOnlyList<string> arguments, CancellationToken stopped) =>
        runner.Run(new Command(Tools.Find(tool) ?? tool, arguments), stopped);

    public Task<string> Ip(CancellationToken stopped, params string[] arguments) => Do("ip", arguments, stopped);

    public async Task<IReadOnlyList<Link>> Links(CancellationToken stopped) =>
        [.. Objects(await Ip(stopped, "-json", "-details", "link", "show"))
            .Select(l => new Link((string)l["ifname"]!, (string?)l["linkinfo"]?["info_kind"], (int)l["ifindex"]!))];

    /// <summary>Takes an interface away. One that is gone already is no fault: its other end may have been faster.</summary>
    public async Task Remove(string link, CancellationToken stopped)
    {
        var result = await Try("ip", ["link", "delete", "dev", link], stopped);
        if (!result.Succeeded && (await Links(stopped)).Any(l => l.Name == link))
        {
            throw new HostRefusedException($"ip link delete dev {link}: {Said(result)}");
        }
    }

    /// <summary>The IPv4 networks that the host has or reaches by a route, but for those of one interface.</summary>
    public async Task<IReadOnlyList<IPNetwork>> Taken(string but, CancellationToken stopped)
    {
        var addresses = Objects(await Ip(stopped, "-json", "-4", "address", "show"))
            .Where(l => (string?)l["ifname"] != but)
            .SelectMany(l => (l["addr_info"] as JsonArray ?? []).OfType<JsonObject>())
            .Select(a => Network($"{a["local"]}/{a["prefixlen"]}"));
        var routes = Objects(await Ip(stopped, "-json", "-4", "route", "show", "table", "all"))
            .Where(r => (string?)r["dev"] != but)
            .Select(r => Network((string?)r["dst"]));
        return [.. addresses.Concat(routes).OfType<IPNetwork>()];
    }

    /// <summary>A setting of the kernel; null where it has none of that name.</summary>
    public async Task<string?> Setting(string name, CancellationToken stopped)
    {
        var result = await Try("sysctl", ["-n", "-e", name], stopped);
        return result.Succeeded && result.Output.Trim() is { Length: > 0 } value ? value : null;
    }

    public Task Set(string name, string value, CancellationToken stopped) => Do("sysctl", ["-q", "-w", $"{name}={value}"], stopped);

    public static IEnumerable<JsonObject> Objects(string json) =>
        string.IsNullOrWhiteSpace(json) ? [] : (JsonNode.Parse(json) as JsonArray ?? []).OfType<JsonObject>();

    public static string Said(CommandResult result) => result.End switch
    {
        CommandEnd.Exited => $"{result.Error.Trim().Split('\n')[0]} (exit {result.ExitCode?.ToString(CultureInfo.InvariantCulture)})",
        CommandEnd.TimedOut => $"no answer within {result.Duration.TotalSeconds:0} s",
        _ => result.Error.Trim(),
    };

    private static IPNetwork? Network(string? text)
    {
        if (text is null or "default")
        {
            return null;
        }

        return Softnet.Network(text.Contains('/', StringComparison.Ordinal) ? text : $"{text}/32") is { } network ? IPNetwork.Parse(network) : null;
    }
}
