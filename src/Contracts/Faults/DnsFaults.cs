namespace Lab.Contracts;

/// <summary>The lab's resolver answers NXDOMAIN.</summary>
public sealed record DnsNameNotFound : FaultSpec;

/// <summary>The lab's resolver answers SERVFAIL.</summary>
public sealed record DnsServerFailure : FaultSpec;

/// <summary>The lab's resolver does not answer.</summary>
public sealed record DnsSilence : FaultSpec;

/// <summary>The lab's resolver answers late.</summary>
public sealed record DnsSlow : FaultSpec
{
    /// <summary>How late.</summary>
    public TimeSpan By { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>The lab's resolver answers with an address where nobody listens.</summary>
public sealed record DnsWrongAddress : FaultSpec
{
    /// <summary>The address; it must be a loopback one, so that no stranger is called.</summary>
    public string Address { get; init; } = "127.99.99.99";
}

/// <summary>The lab's resolver gives an IPv6 address beside the right IPv4 one, and behind it is a black hole: a listener whose queue is full, so that connects get no answer.</summary>
public sealed record DnsDeadIpv6 : FaultSpec;
