using Lab.ApiEmulator.Plans;
using Lab.Contracts;

namespace Lab.ApiEmulator.Resolver.Faults;

/// <summary>The right answer, late.</summary>
internal sealed class DnsSlowFault(DnsSlow spec) : IQuestionFault
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public string Kind => "dns-slow";

    public string Says { get; } = $"The resolver answered {spec.By.TotalSeconds} s late, as planned.";

    public DnsReply Strike(DnsReply reply) => reply with { Late = spec.By };

    public static IEnumerable<Complaint> Check(DnsSlow spec) =>
        spec.By > TimeSpan.Zero && spec.By <= Longest ? [] : [new("by", $"Must be more than 0 and {Longest.TotalSeconds} seconds at most; it is {spec.By.TotalSeconds}.")];
}
