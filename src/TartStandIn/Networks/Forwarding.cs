using System.Text.Json;

namespace Lab.TartStandIn.Networks;

/// <summary>The kernel's switch for passing packets on. It is one for the whole host, so the first home that needs it writes down how it was, and the last one puts that back.</summary>
internal sealed class Forwarding(NetworkHost host, string space)
{
    private const string Switch = "net.ipv4.ip_forward";

    /// <summary>The interfaces that passed packets on while the switch was off: turning it takes all of them along.</summary>
    private string Before => Path.Combine(space, "forwarding.json");

    public async Task Require(CancellationToken stopped)
    {
        if (await host.Setting(Switch, stopped) != "0")
        {
            return;
        }

        if (!File.Exists(Before))
        {
            var exceptions = await Passing(stopped);
            await Written.Whole(Before, JsonSerializer.Serialize(exceptions), stopped);
        }

        await host.Set(Switch, "1", stopped);
    }

    public async Task PutBack(CancellationToken stopped)
    {
        if (!File.Exists(Before))
        {
            return;
        }

        // Written whole or not at all; what cannot be read anyway says at least that the switch was off.
        var exceptions = Written.TryRead<string[]>(Before) ?? [];
        await host.Set(Switch, "0", stopped);
        foreach (var name in exceptions)
        {
            if (await host.Setting(name, stopped) is not null)
            {
                await host.Set(name, "1", stopped);
            }
        }

        File.Delete(Before);
    }

    private async Task<IReadOnlyList<string>> Passing(CancellationToken stopped)
    {
        var all = await host.Do("sysctl", ["-a", "--pattern", @"^net\.ipv4\.conf\..*\.forwarding$"], stopped);
        return [.. all.Split('\n')
            .Select(l => l.Split(" = "))
            .Where(p => p is [_, "1"])
            .Select(p => p[0])];
    }
}
