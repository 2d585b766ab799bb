namespace Lab.Contracts;

/// <summary>What differs in the host's network set-up between two moments, in sentences. Counts of sockets, memory and load always differ and are left out.</summary>
public static class HostDifference
{
    /// <summary>The differences; empty when there are none among the parts that both snapshots could see (see <see cref="NotComparable"/>).</summary>
    public static IReadOnlyList<string> Compare(HostSnapshot before, HostSnapshot after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);

        var unseen = NotComparable(before, after).Select(u => u.What).ToHashSet();
        var differences = new List<string>();
        if (!unseen.Contains(HostParts.Interfaces))
        {
            differences.AddRange(Interfaces(before.Interfaces, after.Interfaces));
        }

        foreach (var (family, name, part) in new[] { ("ipv4", "IPv4", HostParts.Ipv4Routes), ("ipv6", "IPv6", HostParts.Ipv6Routes) })
        {
            if (!unseen.Contains(part))
            {
                differences.AddRange(Routes(name, Of(before), Of(after)));
            }

            List<RouteFacts> Of(HostSnapshot host) => [.. host.Routes.Where(r => r.Family == family)];
        }

        if (!unseen.Contains(HostParts.Resolvers))
        {
            differences.AddRange(Resolvers(before.Resolvers, after.Resolvers));
        }

        return differences;
    }

    /// <summary>The parts of the network set-up that at least one of the snapshots could not see: nothing can be said of them.</summary>
    public static IReadOnlyList<Unavailable> NotComparable(HostSnapshot before, HostSnapshot after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);

        return [.. before.Unavailable.Concat(after.Unavailable).Where(u => HostParts.Setup.Contains(u.What)).DistinctBy(u => u.What)];
    }

    private static IEnumerable<string> Interfaces(IReadOnlyList<InterfaceFacts> before, IReadOnlyList<InterfaceFacts> after)
    {
        var old = before.ToLookup(i => i.Name);
        var now = after.ToLookup(i => i.Name);
        foreach (var name in before.Concat(after).Select(i => i.Name).Distinct())
        {
            var (was, became) = (old[name].FirstOrDefault(), now[name].FirstOrDefault());
            if (was is null || became is null)
            {
                yield return $"interface {name} {(was is null ? "appeared" : "disappeared")}";
            }
            else if (was.IsUp != became.IsUp)
            {
                yield return $"interface {name} went {(became.IsUp ? "up" : "down")}";
            }

            if (was?.Mtu is { } mtuBefore && became?.Mtu is { } mtuAfter && mtuBefore != mtuAfter)
            {
                yield return $"MTU of {name} changed from {mtuBefore} to {mtuAfter}";
            }

            foreach (var address in (became?.Addresses ?? []).Except(was?.Addresses ?? []))
            {
                yield return $"address {address} appeared on {name}";
            }

            foreach (var address in (was?.Addresses ?? []).Except(became?.Addresses ?? []))
            {
                yield return $"address {address} disappeared from {name}";
            }
        }
    }

    private static IEnumerable<string> Routes(string family, List<RouteFacts> before, List<RouteFacts> after)
    {
        var (was, became) = (Default(before), Default(after));
        if (was is not null && became is not null && !Same(was, became))
        {
            yield return was.Interface == became.Interface && was.IsReject == became.IsReject
                ? $"{family} default route on {became.Interface} changed its gateway from {was.Gateway ?? "none"} to {became.Gateway ?? "none"}"
                : $"{family} default route moved from {Place(was)} to {Place(became)}";
        }
        else if (was is null != became is null)
        {
            yield return became is null ? $"{family} default route by {Place(was!)} disappeared" : $"{family} default route by {Place(became)} appeared";
        }

        // The default in use has its own sentence above.
        foreach (var route in after.Where(r => r != became && !before.Exists(b => Same(b, r))))
        {
            yield return $"{Named(family, route)} appeared";
        }

        foreach (var route in before.Where(r => r != was && !after.Exists(a => Same(a, r))))
        {
            yield return $"{Named(family, route)} disappeared";
        }
    }

    /// <summary>The default route that takes the traffic of sockets bound to no interface: the cheapest, and the first of those.</summary>
    private static RouteFacts? Default(List<RouteFacts> routes) =>
        routes.Where(r => r is { Destination: "default", IsScoped: false }).MinBy(r => r.Metric ?? 0);

    private static bool Same(RouteFacts one, RouteFacts other) => one with { Metric = null } == other with { Metric = null };

    private static string Named(string family, RouteFacts route) =>
        $"{family} {(route.IsScoped ? "scoped " : "")}route to {route.Destination} by {Place(route)}{(route.Gateway is { } gateway ? $" through {gateway}" : "")}";

    private static string Place(RouteFacts route) => route.IsReject ? $"{route.Interface} (reject)" : route.Interface;

    private static IEnumerable<string> Resolvers(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        for (var i = 0; i < Math.Max(before.Count, after.Count); i++)
        {
            var (was, became) = (before.ElementAtOrDefault(i), after.ElementAtOrDefault(i));
            if (was != became)
            {
                yield return (was, became) switch
                {
                    (null, _) => $"resolver #{i + 1} ({became}) appeared",
                    (_, null) => $"resolver #{i + 1} ({was}) disappeared",
                    _ => $"resolver #{i + 1} changed from {was} to {became}",
                };
            }
        }
    }
}
