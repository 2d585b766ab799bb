namespace Lab.Contracts;

/// <summary>One HTTP request on one connection, as the socket saw it.</summary>
public sealed record Attempt
{
    /// <summary>1 for the first attempt of a call.</summary>
    public required int Number { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long each phase took, as far as it came.</summary>
    public required AttemptPhases Phases { get; init; }

    /// <summary>The connection it went over; null where none came about.</summary>
    public ConnectionFacts? Connection { get; init; }

    /// <summary>Every address tried, in order, with what came of it. Empty on a reused connection.</summary>
    public IReadOnlyList<AddressTried> Addresses { get; init; } = [];

    /// <summary>Bytes of the request handed to the operating system, header included.</summary>
    public long BytesSent { get; init; }

    /// <summary>Whether it asked for a reply in one piece, as clients do when a stream has broken.</summary>
    public bool IsWhole { get; init; }

    /// <summary>How long the client waited before it.</summary>
    public TimeSpan WaitedBefore { get; init; }

    /// <summary>Silences inside the body that were longer than the workload's bound.</summary>
    public int Stalls { get; init; }

    /// <summary>What the kernel knew of the connection when the attempt failed; null where it succeeded, or where the system does not tell.</summary>
    public TcpFacts? Tcp { get; init; }

    /// <summary>Bytes of the response received, header included.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Server-sent events received.</summary>
    public int Events { get; init; }

    /// <summary>The HTTP status, where one came.</summary>
    public int? Status { get; init; }

    /// <summary>The API's <c>request-id</c>, where one came.</summary>
    public string? RequestId { get; init; }

    /// <summary>Why it failed; null when it succeeded.</summary>
    public Failure? Failure { get; init; }
}

/// <summary>How long each phase of an attempt took; null for a phase that did not happen or did not end.</summary>
public sealed record AttemptPhases
{
    /// <summary>Name to addresses.</summary>
    public TimeSpan? Dns { get; init; }

    /// <summary>TCP handshake, all addresses tried.</summary>
    public TimeSpan? Connect { get; init; }

    /// <summary>TLS handshake.</summary>
    public TimeSpan? Tls { get; init; }

    /// <summary>Request handed to the operating system.</summary>
    public TimeSpan? Write { get; init; }

    /// <summary>From the end of the request to the response header.</summary>
    public TimeSpan? Headers { get; init; }

    /// <summary>From the start of the attempt to the first event of the stream.</summary>
    public TimeSpan? FirstEvent { get; init; }

    /// <summary>The longest silence between two reads of the body.</summary>
    public TimeSpan? LongestGap { get; init; }

    /// <summary>From the start of the attempt to its end.</summary>
    public TimeSpan Total { get; init; }
}

/// <summary>The connection that an attempt went over.</summary>
public sealed record ConnectionFacts
{
    /// <summary>Unique in a run.</summary>
    public required string Id { get; init; }

    /// <summary>The peer's address and port.</summary>
    public string? Remote { get; init; }

    /// <summary><c>ipv4</c> or <c>ipv6</c>.</summary>
    public string? Family { get; init; }

    /// <summary>The local port.</summary>
    public int? LocalPort { get; init; }

    /// <summary>Since it was opened, at the start of the attempt.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>Since it was last used, at the start of the attempt.</summary>
    public TimeSpan Idle { get; init; }

    /// <summary>What its TLS handshake agreed on; null without TLS.</summary>
    public TlsFacts? Tls { get; init; }

    /// <summary>The proxy it went through; null for none.</summary>
    public string? Proxy { get; init; }

    /// <summary>Requests it had carried before; 0 is a fresh connection.</summary>
    public int RequestsBefore { get; init; }
}

/// <summary>One address that a connect was tried on.</summary>
/// <param name="Address">Address and port.</param>
/// <param name="Family"><c>ipv4</c> or <c>ipv6</c>.</param>
/// <param name="Duration">How long it took to succeed or fail.</param>
/// <param name="Errno">The error's name; null when it connected, or when no error but a limit of the client's ended it: then there is a note.</param>
/// <param name="LocalPort">The local port it was tried from; null where none was given.</param>
/// <param name="Note">What an errno does not say (given up after 250 ms; how the name was found); null for nothing.</param>
/// <param name="Connected">Whether it connected.</param>
public sealed record AddressTried(string Address, string Family, TimeSpan Duration, string? Errno, int? LocalPort = null, string? Note = null, bool Connected = false);

/// <summary>What a TLS handshake agreed on.</summary>
/// <param name="Version"><c>TLS 1.3</c>.</param>
/// <param name="Cipher">The cipher suite, by its IANA name.</param>
/// <param name="KeyShare">The group of the key exchange, by its IANA name (<c>x25519</c>, <c>X25519MLKEM768</c>); null where the handshake does not show it.</param>
/// <param name="Protocol">The protocol by ALPN; null where none was agreed on.</param>
public sealed record TlsFacts(string Version, string Cipher, string? KeyShare, string? Protocol);

/// <summary>What the kernel knew of a connection (TCP_INFO on Linux, TCP_CONNECTION_INFO on macOS); null for what the system does not tell.</summary>
public sealed record TcpFacts
{
    /// <summary>The connection's state: <c>established</c>, <c>close-wait</c>.</summary>
    public required string State { get; init; }

    /// <summary>Smoothed round-trip time.</summary>
    public TimeSpan? RoundTrip { get; init; }

    /// <summary>Segments sent again since the connection began.</summary>
    public long? Retransmits { get; init; }

    /// <summary>Time-outs in a row without an acknowledgement.</summary>
    public int? Backoff { get; init; }

    /// <summary>Bytes that the peer has acknowledged since the connection began.</summary>
    public long? BytesAcknowledged { get; init; }

    /// <summary>Segments sent and not acknowledged.</summary>
    public long? Unacknowledged { get; init; }

    /// <summary>Segments counted as lost.</summary>
    public long? Lost { get; init; }

    /// <summary>Since data was last sent.</summary>
    public TimeSpan? SinceSent { get; init; }

    /// <summary>Since data was last received.</summary>
    public TimeSpan? SinceReceived { get; init; }

    /// <summary>Since an acknowledgement was last received.</summary>
    public TimeSpan? SinceAcknowledged { get; init; }

    /// <summary>The largest segment that may be sent, in bytes.</summary>
    public int? SegmentBytes { get; init; }
}
