using System.Text.Json.Serialization;

namespace Lab.Contracts;

/// <summary>A known fault that the API emulator injects, with whom it strikes, when, and how often. One record a kind; its name in JSON and YAML is the discriminator.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ResetBeforeHeaders), "reset-before-headers")]
[JsonDerivedType(typeof(CloseBeforeHeaders), "close-before-headers")]
[JsonDerivedType(typeof(CutMidStream), "cut-mid-stream")]
[JsonDerivedType(typeof(Stall), "stall")]
[JsonDerivedType(typeof(SlowHeaders), "slow-headers")]
[JsonDerivedType(typeof(Trickle), "trickle")]
[JsonDerivedType(typeof(RateLimit), "rate-limit")]
[JsonDerivedType(typeof(Overload), "overload")]
[JsonDerivedType(typeof(InternalError), "internal-error")]
[JsonDerivedType(typeof(BadGateway), "bad-gateway")]
[JsonDerivedType(typeof(ServiceUnavailable), "service-unavailable")]
[JsonDerivedType(typeof(Unauthorized), "unauthorized")]
[JsonDerivedType(typeof(Forbidden), "forbidden")]
[JsonDerivedType(typeof(ErrorEvent), "error-event")]
[JsonDerivedType(typeof(MalformedStream), "malformed-stream")]
[JsonDerivedType(typeof(NoMessageStop), "no-message-stop")]
[JsonDerivedType(typeof(CaptivePortal), "captive-portal")]
[JsonDerivedType(typeof(DropLargeBody), "drop-large-body")]
[JsonDerivedType(typeof(Refuse), "refuse")]
[JsonDerivedType(typeof(ResetOnAccept), "reset-on-accept")]
[JsonDerivedType(typeof(IdleClose), "idle-close")]
[JsonDerivedType(typeof(IdleDrop), "idle-drop")]
[JsonDerivedType(typeof(ConnectionLimit), "connection-limit")]
[JsonDerivedType(typeof(SlowLink), "slow-link")]
[JsonDerivedType(typeof(SelfSignedCertificate), "self-signed-certificate")]
[JsonDerivedType(typeof(WrongCertificateName), "wrong-certificate-name")]
[JsonDerivedType(typeof(ExpiredCertificate), "expired-certificate")]
[JsonDerivedType(typeof(PlainHttpOnTlsPort), "plain-http-on-tls-port")]
[JsonDerivedType(typeof(ResetInHandshake), "reset-in-handshake")]
[JsonDerivedType(typeof(DnsNameNotFound), "dns-name-not-found")]
[JsonDerivedType(typeof(DnsServerFailure), "dns-server-failure")]
[JsonDerivedType(typeof(DnsSilence), "dns-silence")]
[JsonDerivedType(typeof(DnsSlow), "dns-slow")]
[JsonDerivedType(typeof(DnsWrongAddress), "dns-wrong-address")]
[JsonDerivedType(typeof(DnsDeadIpv6), "dns-dead-ipv6")]
public abstract record FaultSpec
{
    /// <summary>The chance in 0..1 that what the fault strikes (a request, a connection, a question to the resolver) meets it; drawn from the plan's seed, who asks, and its number.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>From when on it strikes; null is from the beginning.</summary>
    public FaultOnset? Onset { get; init; }

    /// <summary>Whom it strikes; null is everybody.</summary>
    public FaultScope? Scope { get; init; }
}

/// <summary>From when on a fault strikes. All that is given must have come to pass.</summary>
public sealed record FaultOnset
{
    /// <summary>Since the plan was put in force.</summary>
    public TimeSpan? After { get; init; }

    /// <summary>No longer from then on, since the plan was put in force.</summary>
    public TimeSpan? Until { get; init; }

    /// <summary>The first so many requests of a session (connections, questions) are spared; 0 or more.</summary>
    public int? AfterRequests { get; init; }
}

/// <summary>Whom a fault can strike. All that is given must hold.</summary>
public sealed record FaultScope
{
    /// <summary>The share in 0..1 of sessions that it can strike at all, drawn once for each session from the plan's seed. Requests only.</summary>
    public double? Sessions { get; init; }

    /// <summary>Only on connections at least so old. Requests only.</summary>
    public TimeSpan? ConnectionAge { get; init; }

    /// <summary>Only requests whose body has at least so many bytes.</summary>
    public long? BodyBytes { get; init; }

    /// <summary>Only while at least so many connections are open, this one included.</summary>
    public int? OpenConnections { get; init; }
}
