namespace Lab.ApiEmulator.Resolver.Faults;

/// <summary>No answer.</summary>
internal sealed class DnsSilenceFault : IQuestionFault
{
    public string Kind => "dns-silence";

    public string Says => "The resolver did not answer, as planned.";

    public DnsReply Strike(DnsReply reply) => reply with { IsSilent = true };
}
