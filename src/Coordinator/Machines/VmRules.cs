using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Lab.Contracts;

namespace Lab.Coordinator.Machines;

/// <summary>What can be asked of a machine: the vm-controller refuses the rest, and nobody should have to wait for that.</summary>
internal static partial class VmRules
{
    public const int MostCpus = 64;
    public const int LeastMemoryMiB = 64;
    public const int MostMemoryMiB = 1 << 20;
    public const string Softnet = "softnet";
    public const string Bridged = "bridged:";

    public const string ImageRule = "a local machine's name or a registry reference: letters, digits and . _ : / @ -, beginning with a letter or digit, without an empty part, '.' or '..' between slashes";
    public const string CidrRule = "an IPv4 network without bits behind its prefix length, such as 192.168.0.0/24";
    public const string PortsRule = "OUTSIDE:INSIDE with ports from 1 to 65535, such as 2222:22";
    public const string NetworkRule = "nat, bridged:INTERFACE (such as bridged:en0), softnet, host or none";

    public static IReadOnlyList<string> Networks { get; } = ["nat", "bridged", Softnet, "host", "none"];

    public static bool IsImage(string text) => Image().IsMatch(text) && text.Split('/').All(p => p is not ("" or "." or ".."));

    public static bool IsNetwork(string text) => text is "nat" or Softnet or "host" or "none" || BridgedTo().IsMatch(text);

    public static bool IsCidr(string? text) =>
        text is not null
        && Cidr().Match(text) is { Success: true } match
        && IPAddress.TryParse(match.Groups[1].Value, out var address)
        && int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) is <= 32 and var length
        && (BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes()) & (uint)((1UL << (32 - length)) - 1)) == 0;

    public static bool IsPorts(string? text) => text is not null && Ports().Match(text) is { Success: true } match && IsPort(match.Groups[1].Value) && IsPort(match.Groups[2].Value);

    /// <summary>What is wrong with ports that lead into machines beyond their spelling.</summary>
    public static IEnumerable<(string Rule, string Fix)> OfPorts(IEnumerable<string> expose, int count)
    {
        var outside = expose.Where(IsPorts).Select(e => e.Split(':')[0]).ToList();
        foreach (var port in outside.GroupBy(p => p).Where(g => g.Count() > 1))
        {
            yield return ($"gives the host's port {port.Key} twice, and it can lead to one port of a machine", "give it once");
        }

        if (count > 1 && outside.Count > 0)
        {
            yield return ($"leads a port of the host into one machine, and {count} are asked for", "ask for one, or expose nothing");
        }
    }

    /// <summary>Every fault of a wish for machines.</summary>
    public static IEnumerable<string> Faults(VmSet set)
    {
        // JSON can say null where C# does not expect it.
        if (set.Spec is not { } spec)
        {
            return ["'spec' must not be null; {} takes every default."];
        }

        var softnet = spec.Softnet;
        if (softnet is { Allow: null } or { Block: null } or { Expose: null })
        {
            return ["'softnet.allow', 'softnet.block' and 'softnet.expose' must be lists; leave one out rather than write null."];
        }

        return new string?[]
        {
            Fault(set.Count is >= 1 and <= VmSet.Most, "count", set.Count, $"a whole number from 1 to {VmSet.Most}"),
            Fault(spec.Image is null || IsImage(spec.Image), "image", spec.Image, ImageRule),
            Fault(spec.Cpu is >= 1 and <= MostCpus, "cpu", spec.Cpu, $"a whole number from 1 to {MostCpus}"),
            Fault(spec.MemoryMiB is >= LeastMemoryMiB and <= MostMemoryMiB, "memoryMiB", spec.MemoryMiB, $"a whole number from {LeastMemoryMiB} to {MostMemoryMiB}"),
            Fault(IsNetwork(spec.Network ?? ""), "network", spec.Network, NetworkRule),
            softnet is null || spec.Network == Softnet ? null : $"'softnet' goes with the network softnet alone, and the network is '{spec.Network}': leave it out, or take softnet.",
        }
            .Concat((softnet?.Allow ?? []).Select(a => Fault(IsCidr(a), "softnet.allow", a, CidrRule)))
            .Concat((softnet?.Block ?? []).Select(b => Fault(IsCidr(b), "softnet.block", b, CidrRule)))
            .Concat((softnet?.Expose ?? []).Select(e => Fault(IsPorts(e), "softnet.expose", e, PortsRule)))
            .Concat(OfPorts(softnet?.Expose ?? [], set.Count).Select(f => $"'softnet.expose' {f.Rule}: {f.Fix}."))
            .OfType<string>();
    }

    private static string? Fault(bool holds, string field, object? value, string rule) => holds ? null : $"'{field}: {value}' must be {rule}.";

    private static bool IsPort(string digits) => int.Parse(digits, CultureInfo.InvariantCulture) is >= 1 and <= 65535;

    // Plain decimals: other readers take 010 for an octal 8.
    [GeneratedRegex(@"\A((?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2}))/(0|[1-9][0-9]?)\z")]
    private static partial Regex Cidr();

    [GeneratedRegex(@"\A([1-9][0-9]{0,4}):([1-9][0-9]{0,4})\z")]
    private static partial Regex Ports();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._:/@-]{0,254}\z")]
    private static partial Regex Image();

    [GeneratedRegex(@"\Abridged:([A-Za-z0-9][A-Za-z0-9._-]{0,31})\z")]
    private static partial Regex BridgedTo();
}
