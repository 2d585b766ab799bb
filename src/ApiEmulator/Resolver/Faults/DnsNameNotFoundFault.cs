namespace Lab.ApiEmulator.Resolver.Faults;

/// <summary>NXDOMAIN.</summary>
internal sealed class DnsNameNotFoundFault : IQuestionFault
{
    public string Kind => "dns-name-not-found";

    public string Says => "The resolver answered NXDOMAIN, as planned.";

    public DnsReply Strike(DnsReply reply) => new(DnsCode.NameError);
}
