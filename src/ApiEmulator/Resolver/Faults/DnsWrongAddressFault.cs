using System.Net;
using System.Net.Sockets;
using Lab.ApiEmulator.Plans;
using Lab.Contracts;

namespace Lab.ApiEmulator.Resolver.Faults;

/// <summary>An address of loopback where nobody listens, in place of the right one of its family.</summary>
internal sealed class DnsWrongAddressFault(DnsWrongAddress spec) : IQuestionFault
{
    private readonly IPAddress _address = IPAddress.Parse(spec.Address);

    public string Kind => "dns-wrong-address";

    public string Says { get; } = $"The resolver answered with {spec.Address}, where nobody listens, as planned.";

    public bool CanStrike(ushort type) => type == (_address.AddressFamily == AddressFamily.InterNetworkV6 ? DnsQuestion.Aaaa : DnsQuestion.A);

    public DnsReply Strike(DnsReply reply) => new(DnsCode.NoError, _address);

    public static IEnumerable<Complaint> Check(DnsWrongAddress spec)
    {
        if (!IPAddress.TryParse(spec.Address, out var address) || !IPAddress.IsLoopback(address) || address.IsIPv4MappedToIPv6)
        {
            yield return new("address", $"Must be an address of loopback, 127.0.0.0/8 or ::1, so that no stranger is called; it is '{spec.Address}'.");
        }
        else if (address.Equals(IPAddress.Loopback))
        {
            yield return new("address", "Must not be 127.0.0.1: that is the right one.");
        }
    }
}
