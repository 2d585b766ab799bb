using System.Globalization;
using System.Net;
using Lab.Contracts;

namespace Lab.Probe.Host.Mac;

/// <summary><c>netstat -rn -f inet</c> and <c>-f inet6</c>: destination, gateway, flags, interface below a head line that says where each stands.</summary>
internal static class RouteTable
{
    public static IReadOnlyList<RouteFacts>? Parse(string text)
    {
        var routes = new List<RouteFacts>();
        var family = "";
        var interfaceColumn = -1;
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            switch (words)
            {
                case ["Internet:"]:
                    family = Families.Ipv4;
                    break;
                case ["Internet6:"]:
                    family = Families.Ipv6;
                    break;
                case ["Destination", "Gateway", ..]:
                    // Older systems have columns of references and uses in between.
                    interfaceColumn = Array.IndexOf(words, "Netif");
                    break;
                default:
                    if (interfaceColumn > 2 && words.Length > interfaceColumn && Route(family, words, words[interfaceColumn]) is { } route)
                    {
                        routes.Add(route);
                    }

                    break;
            }
        }

        return interfaceColumn < 0 ? null : routes;
    }

    private static RouteFacts? Route(string family, string[] words, string interfaceName)
    {
        var flags = words[2];

        // L: a neighbour's hardware address. W: a copy that the kernel made of another route for one peer. Both come and go by themselves.
        if (flags.Contains('L', StringComparison.Ordinal) || flags.Contains('W', StringComparison.Ordinal) || Destination(words[0], family, flags) is not { } destination)
        {
            return null;
        }

        var gateway = words[1].Split('%')[0];
        return new RouteFacts(
            family,
            destination,
            IPAddress.TryParse(gateway, out var address) && flags.Contains('G', StringComparison.Ordinal) ? address.ToString() : null,
            interfaceName,
            IsScoped: flags.Contains('I', StringComparison.Ordinal),
            IsReject: flags.Contains('R', StringComparison.Ordinal) || flags.Contains('B', StringComparison.Ordinal));
    }

    private static string? Destination(string text, string family, string flags)
    {
        var parts = text.Split('/');
        var address = parts[0].Split('%')[0];
        var isHost = flags.Contains('H', StringComparison.Ordinal);
        if (text == "default")
        {
            return text;
        }

        if (family == Families.Ipv6)
        {
            // A zone may stand between address and length: fe80::%en0/64.
            return !IPAddress.TryParse(address, out var six) || six.IsIPv6Multicast ? null : $"{six}/{(parts.Length > 1 ? parts[1] : "128")}";
        }

        // The zeros at the end are left out, and so is the length where it is that of the old address class: 192.168.1 is 192.168.1.0/24.
        var octets = address.Split('.');
        if (octets.Length > 4 || !octets.All(o => byte.TryParse(o, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            return null;
        }

        var first = byte.Parse(octets[0], CultureInfo.InvariantCulture);
        var length = parts.Length > 1 ? parts[1] : isHost || octets.Length == 4 ? "32" : first switch { < 128 => "8", < 192 => "16", _ => "24" };
        return first is >= 224 and < 240 ? null : $"{string.Join('.', octets.Concat(Enumerable.Repeat("0", 4 - octets.Length)))}/{length}";
    }
}
