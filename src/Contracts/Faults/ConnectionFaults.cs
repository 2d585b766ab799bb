namespace Lab.Contracts;

/// <summary>The port refuses connections (ECONNREFUSED): for the share <see cref="FaultSpec.Probability"/> of the time, in slots drawn from the seed, since a kernel refuses before a program could draw for each connection.</summary>
public sealed record Refuse : FaultSpec
{
    /// <summary>The length of a slot.</summary>
    public TimeSpan Slot { get; init; } = TimeSpan.FromMilliseconds(100);
}

/// <summary>The connection is accepted, and reset before anything is read.</summary>
public sealed record ResetOnAccept : FaultSpec;

/// <summary>A connection that has lain idle for a while is closed by the server: a client that uses it again at that moment loses its request.</summary>
public sealed record IdleClose : FaultSpec
{
    /// <summary>Idle time behind a response.</summary>
    public TimeSpan After { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether responses say so beforehand: <c>Keep-Alive: timeout=</c>.</summary>
    public bool Hint { get; init; }

    /// <summary>Whether the close waits for the next request and answers it with RST, as when close and request cross on the way (the race). Otherwise FIN goes out at the moment itself.</summary>
    public bool Race { get; init; }
}

/// <summary>A connection that has lain idle for a while is forgotten by something on the way: what is sent on it later is taken and never answered.</summary>
public sealed record IdleDrop : FaultSpec
{
    /// <summary>Idle time behind a response.</summary>
    public TimeSpan After { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>What happens to a connection above a limit.</summary>
public enum LimitBy
{
    /// <summary>The port refuses it.</summary>
    Refusing,

    /// <summary>It is accepted and reset.</summary>
    Resetting,

    /// <summary>Its requests are answered with 429.</summary>
    RateLimiting,
}

/// <summary>At most so many connections at a time.</summary>
public sealed record ConnectionLimit : FaultSpec
{
    /// <summary>Connections that are served, 1 or more.</summary>
    public int Most { get; init; } = 10;

    /// <summary>What becomes of one more.</summary>
    public LimitBy By { get; init; } = LimitBy.Resetting;
}

/// <summary>A delaying proxy in front of the emulator: bytes take their time both ways, and no more than the bandwidth a second pass.</summary>
public sealed record SlowLink : FaultSpec
{
    /// <summary>One way.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Bytes a second each way; null is no limit.</summary>
    public long? BytesPerSecond { get; init; }
}

/// <summary>The certificate is signed by itself. HTTPS only.</summary>
public sealed record SelfSignedCertificate : FaultSpec;

/// <summary>The certificate, by the lab's authority, is for another name. HTTPS only.</summary>
public sealed record WrongCertificateName : FaultSpec;

/// <summary>The certificate, by the lab's authority, is out of date. HTTPS only.</summary>
public sealed record ExpiredCertificate : FaultSpec;

/// <summary>The TLS port answers the client's hello in plain HTTP. HTTPS only.</summary>
public sealed record PlainHttpOnTlsPort : FaultSpec;

/// <summary>RST once the client's hello was read. HTTPS only.</summary>
public sealed record ResetInHandshake : FaultSpec;
