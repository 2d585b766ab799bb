namespace Lab.ApiEmulator.Resolver.Faults;

/// <summary>SERVFAIL.</summary>
internal sealed class DnsServerFailureFault : IQuestionFault
{
    public string Kind => "dns-server-failure";

    public string Says => "The resolver answered SERVFAIL, as planned.";

    public DnsReply Strike(DnsReply reply) => new(DnsCode.ServerFailure);
}
