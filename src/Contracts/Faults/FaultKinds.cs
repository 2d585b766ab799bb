using System.Reflection;
using System.Text.Json.Serialization;

namespace Lab.Contracts;

/// <summary>Which faults need which way to the emulator, and what they are called.</summary>
public static class FaultKinds
{
    private static readonly Dictionary<Type, string> Names = typeof(FaultSpec)
        .GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);

    /// <summary>Every kind's name, in the order of declaration.</summary>
    public static IReadOnlyList<string> All { get; } = [.. typeof(FaultSpec).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => (string)a.TypeDiscriminator!)];

    /// <summary>The name of a fault's kind: <c>reset-before-headers</c>.</summary>
    public static string NameOf(FaultSpec fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return NameOf(fault.GetType());
    }

    /// <summary>The name of a kind, by its record.</summary>
    public static string NameOf(Type kind) => Names[kind];

    /// <summary>Whether only sessions that speak HTTPS can meet it.</summary>
    public static bool NeedsHttps(FaultSpec fault) =>
        fault is SelfSignedCertificate or WrongCertificateName or ExpiredCertificate or PlainHttpOnTlsPort or ResetInHandshake;

    /// <summary>Whether only sessions that ask the lab's resolver can meet it.</summary>
    public static bool NeedsResolver(FaultSpec fault) =>
        fault is DnsNameNotFound or DnsServerFailure or DnsSilence or DnsSlow or DnsWrongAddress or DnsDeadIpv6;
}
