using System.Net;

namespace Lab.ApiEmulator.Resolver.Faults;

/// <summary>An IPv6 address beside the right IPv4 one; <see cref="BlackHoles"/> are behind it.</summary>
internal sealed class DnsDeadIpv6Fault : IQuestionFault
{
    public string Kind => "dns-dead-ipv6";

    public string Says => "The resolver answered with an IPv6 address that nobody answers at, as planned.";

    public bool CanStrike(ushort type) => type == DnsQuestion.Aaaa;

    public DnsReply Strike(DnsReply reply) => new(DnsCode.NoError, IPAddress.IPv6Loopback);
}
