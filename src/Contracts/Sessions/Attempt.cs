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

    /// <summary>Requests it had carried before; 0 is a fresh connection.</summary>
    public int RequestsBefore { get; init; }
}

/// <summary>One address that a connect was tried on.</summary>
/// <param name="Address">Address and port.</param>
/// <param name="Family"><c>ipv4</c> or <c>ipv6</c>.</param>
/// <param name="Duration">How long it took to succeed or fail.</param>
/// <param name="Errno">The error's name, or null when it connected.</param>
public sealed record AddressTried(string Address, string Family, TimeSpan Duration, string? Errno);
