using Lab.Contracts;

namespace Lab.Probe.Observing;

/// <summary>Names the interface by which an attempt left: the one that owns its source address.</summary>
internal static class WayOut
{
    public const string Interface = "interface";

    public static ProbeReading Name(ProbeReading reading, HostSnapshot host)
    {
        if (!reading.Facts.TryGetValue(TcpDial.LocalAddress, out var address))
        {
            return reading;
        }

        // An address on two interfaces names neither.
        var owners = host.Interfaces.Where(i => i.Addresses.Any(a => a.Split('/')[0] == address)).Select(i => i.Name).ToList();
        return owners is [var owner] ? reading with { Facts = new Dictionary<string, string>(reading.Facts) { [Interface] = owner } } : reading;
    }
}
